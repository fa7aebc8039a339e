package org.emailflow;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.emailflow.spool.Folder;
import org.emailflow.worker.Outcome;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A corpus of real mail, swept in one run: everything ends, with a name for it, and shows nobody.
 * The folder is in {@code EFM_CORPUS}; its {@code MANIFEST.tsv} lists the messages.
 */
class CorpusSweepTest {
  private static final String OWNER = "owner@real-owner.test";
  private static final Pattern WRITERS =
      Pattern.compile("(?im)^(?:From|Sender|Reply-To):((?:.*)(?:\r?\n[ \t].*)*)");
  private static final Pattern PLAIN = Pattern.compile("[\\w.+=-]+@[A-Za-z0-9.-]+\\.[A-Za-z]+");

  @TempDir Path folder;

  /** A message of the corpus and how it was delivered. */
  private record Mail(String path, Set<String> writers) {}

  @Test
  void everyMessageEndsWithANameAndShowsNobody() throws IOException {
    String corpus = System.getenv("EFM_CORPUS");
    Assumptions.assumeTrue(corpus != null, "EFM_CORPUS names no folder of real mail");
    try (TestSite site = new TestSite(folder, "[relay]", "bcc = \"relay\"")) {
      String service = site.service(OWNER);
      Map<String, Mail> mails = deliver(site, Path.of(corpus), service);
      List<Outcome> outcomes = site.sweep();
      assertEquals(Set.copyOf(mails.keySet()), Set.copyOf(names(outcomes)));
      assertEquals(mails.size(), outcomes.size());
      List<String> wrong = new ArrayList<>();
      for (Outcome outcome : outcomes) {
        Mail mail = mails.get(outcome.name());
        check(outcome).forEach(what -> wrong.add(mail.path() + ": " + what));
        leaks(site, outcome, mail).forEach(what -> wrong.add(mail.path() + ": " + what));
      }
      assertTrue(wrong.isEmpty(), () -> wrong.size() + " wrong:\n" + String.join("\n", wrong));
      for (Folder empty : List.of(Folder.INBOX_NEW, Folder.WORK, Folder.QUEUE_TMP)) {
        assertEquals(List.of(), site.names(empty));
      }
    }
  }

  private static List<String> names(List<Outcome> outcomes) {
    return outcomes.stream().map(Outcome::name).sorted().toList();
  }

  private static Map<String, Mail> deliver(TestSite site, Path corpus, String service)
      throws IOException {
    Map<String, Mail> mails = new LinkedHashMap<>();
    List<String> lines = Files.readAllLines(corpus.resolve("MANIFEST.tsv"), UTF_8);
    for (String line : lines.subList(1, lines.size())) {
      String path = line.substring(0, line.indexOf('\t'));
      byte[] raw = Files.readAllBytes(corpus.resolve(path));
      String head = new String(raw, ISO_8859_1).split("\r?\n\r?\n|\r\r", 2)[0];
      Set<String> writers = writers(head);
      boolean bounce = Pattern.compile("(?im)^Return-Path:\\s*<>").matcher(head).find();
      String sender = writers.stream().findFirst().orElse("writer@real-user.example");
      String name = site.deliver(raw, bounce ? "" : sender, service);
      mails.put(name, new Mail(path, writers));
    }
    return mails;
  }

  private static Set<String> writers(String head) {
    Set<String> found = new LinkedHashSet<>();
    Matcher fields = WRITERS.matcher(head);
    while (fields.find()) {
      try {
        Stream.of(InternetAddress.parseHeader(fields.group(1), false))
            .map(address -> String.valueOf(address.getAddress()))
            .filter(address -> PLAIN.matcher(address).matches())
            .forEach(found::add);
      } catch (AddressException e) {
        assertTrue(fields.group(1).length() > 0, "nobody can read it: there is nobody to hide");
      }
    }
    return found;
  }

  private static List<String> check(Outcome outcome) {
    String how = outcome.disposition().word() + " \"" + outcome.reason() + "\"";
    boolean relayed = outcome.disposition().word().equals("relayed");
    boolean named = outcome.reason().matches("[a-z0-9]+(-[a-z0-9]+)*");
    boolean fine = relayed ? outcome.outbound().size() == 1 : named;
    return fine && !outcome.reason().equals("bug") ? List.of() : List.of(how);
  }

  private static List<String> leaks(TestSite site, Outcome outcome, Mail mail) {
    boolean relayed = outcome.disposition().word().equals("relayed");
    List<String> found = new ArrayList<>();
    for (String name : outcome.outbound()) {
      QueuedMail sent = QueuedMail.read(site.spool.resolve("queue").resolve(name));
      (relayed ? mail.writers() : Set.of(OWNER, "real-owner.test"))
          .stream().filter(sent::shows).forEach(who -> found.add(name + " shows " + who));
      String id = String.valueOf(sent.header("Message-ID"));
      if (!id.endsWith("@relay.example>")) {
        found.add(name + " has Message-ID " + id);
      }
    }
    return found;
  }
}
