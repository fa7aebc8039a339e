package org.emailflow.mail;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A prefix tree over characters without case, so that one walk from a place in a text finds every
 * key that begins there, however many keys there are.
 *
 * <p>Folding goes through upper case first: the long s and the Kelvin sign are then an s and a k,
 * as they are to a program that compares without case.
 */
final class CharTrie<V> {

  private final Map<Character, CharTrie<V>> next = new HashMap<>(4);
  private V value;

  /** The value at the end of {@code key}, made when there is none yet. */
  V at(CharSequence key, Supplier<V> make) {
    CharTrie<V> node = this;
    for (int i = 0; i < key.length(); i++) {
      node = node.next.computeIfAbsent(fold(key.charAt(i)), c -> new CharTrie<>());
    }
    if (node.value == null) {
      node.value = make.get();
    }
    return node.value;
  }

  /** The node one character on, or null when no key goes on like this. */
  CharTrie<V> step(char c) {
    return next.get(fold(c));
  }

  /** The value of the key that ends here, or null. */
  V value() {
    return value;
  }

  private static char fold(char c) {
    if (c < 0x80) {
      return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
    }
    return Character.toLowerCase(Character.toUpperCase(c));
  }
}
