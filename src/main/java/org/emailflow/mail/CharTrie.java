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
 *
 * <p>Two such trees are made for each message, mostly of one to three keys, so a place with few
 * ways on is a list of them; only where somebody wrote to very many is it a map.
 */
final class CharTrie<V> {
  private static final int MOST_IN_LIST = 8;

  private final char step;
  private V value;

  /** The first way on, and the next way on from the node above. */
  private CharTrie<V> first;

  private CharTrie<V> sibling;

  private int size;
  private Map<Character, CharTrie<V>> many;

  CharTrie() {
    this('\0');
  }

  private CharTrie(char step) {
    this.step = step;
  }

  /** The value at the end of {@code key}, made when there is none yet. */
  V at(CharSequence key, Supplier<V> make) {
    CharTrie<V> node = this;
    for (int i = 0; i < key.length(); i++) {
      char c = fold(key.charAt(i));
      CharTrie<V> next = node.next(c);
      node = next == null ? node.grow(c) : next;
    }
    if (node.value == null) {
      node.value = make.get();
    }
    return node.value;
  }

  /** The node one character on, or null when no key goes on like this. */
  CharTrie<V> step(char c) {
    return next(fold(c));
  }

  /** The value of the key that ends here, or null. */
  V value() {
    return value;
  }

  private CharTrie<V> next(char folded) {
    if (many != null) {
      return many.get(folded);
    }
    CharTrie<V> node = first;
    while (node != null && node.step != folded) {
      node = node.sibling;
    }
    return node;
  }

  private CharTrie<V> grow(char folded) {
    CharTrie<V> node = new CharTrie<>(folded);
    node.sibling = first;
    first = node;
    size++;
    if (many != null) {
      many.put(folded, node);
    } else if (size > MOST_IN_LIST) {
      many = new HashMap<>();
      for (CharTrie<V> one = first; one != null; one = one.sibling) {
        many.put(one.step, one);
      }
    }
    return node;
  }

  private static char fold(char c) {
    if (c < 0x80) {
      return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
    }
    return Character.toLowerCase(Character.toUpperCase(c));
  }
}
