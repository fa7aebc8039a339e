package org.emailflow.mail;

/**
 * A range of characters and what takes its place.
 *
 * @param start the first character
 * @param end the character after the last one
 * @param replacement what takes its place
 */
public record TextEdit(int start, int end, String replacement) {}
