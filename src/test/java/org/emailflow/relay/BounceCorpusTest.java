package org.emailflow.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.emailflow.mail.AutomaticMail;
import org.emailflow.mail.AutomaticMail.Kind;
import org.emailflow.mail.Limits;
import org.emailflow.mail.MailException;
import org.emailflow.mail.Message;
import org.emailflow.mail.Octets;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real bounces: each is known as one, and of nine in ten is told why, as others have judged. */
class BounceCorpusTest {
  /** A bounce that the table does not tag as one. */
  private static final Set<String> UNTAGGED =
      Set.of("james-mime4j/mimetools-testmsgs/badbound.msg");

  private Path corpus;

  @BeforeEach
  void find() {
    String folder = System.getenv("EFM_CORPUS");
    Assumptions.assumeTrue(folder != null, "EFM_CORPUS names no folder of real mail");
    corpus = Path.of(folder);
  }

  private List<String[]> table(String name) throws IOException {
    List<String> lines = Files.readAllLines(corpus.resolve(name));
    return lines.subList(1, lines.size()).stream().map(l -> l.split("\t", -1)).toList();
  }

  private Message read(String path) throws IOException, MailException {
    return Message.read(Octets.of(Files.readAllBytes(corpus.resolve(path))), Limits.DEFAULT);
  }

  private static Kind expected(String reason) {
    return switch (reason) {
      case "vacation" -> Kind.AUTO_REPLY;
      case "feedback" -> Kind.LIST_OR_BULK;
      default -> Kind.BOUNCE;
    };
  }

  /** Whatever the envelope says: not every MTA keeps the null sender. */
  @Test
  void eachIsKnownAsWhatItIs() throws IOException, MailException {
    List<String> wrong = new ArrayList<>();
    for (String[] row : table("BOUNCES.tsv")) {
      Message message = read(row[0]);
      String path = message.header().first("Return-Path").map(f -> f.body()).orElse("");
      for (String sender : List.of("", path.replaceAll("[<> ]", ""))) {
        AutomaticMail mail = AutomaticMail.classify(message, sender);
        if (mail.kind() != expected(row[4])
            && !(sender.isEmpty() && row[4].equals("feedback") && mail.isAutomatic())) {
          wrong.add(row[0] + " from <" + sender + "> is " + mail);
        }
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void nineInTenAreOfTheClassThatOthersSee() throws IOException, MailException {
    Set<String> seen = new HashSet<>();
    List<String> wrong = new ArrayList<>();
    int all = 0;
    for (String[] row : table("BOUNCES.tsv")) {
      if (expected(row[4]) != Kind.BOUNCE || !seen.add(row[0])) {
        continue;
      }
      all++;
      BounceMeaning meaning = BounceMeaning.of(read(row[0]));
      boolean right =
          meaning.reason().equals(row[4]) && meaning.hard() == Boolean.parseBoolean(row[5]);
      boolean madeUp = row[2].matches("\\d\\.0\\.9\\d\\d");
      if (!right || !(madeUp || meaning.status().equals(row[2]))) {
        wrong.add(row[0] + " wants " + row[2] + " " + row[4] + ", is " + meaning);
      }
    }
    assertTrue(wrong.size() * 10 <= all, all + " bounces, wrong:\n" + String.join("\n", wrong));
    if (Boolean.getBoolean("efm.show")) {
      System.err.println(String.join("\n", wrong));
    }
  }

  @Test
  void ordinaryMailIsNone() throws IOException, MailException {
    List<String> wrong = new ArrayList<>();
    for (String[] row : table("MANIFEST.tsv")) {
      Set<String> tags = Set.of(row[3].split(",", -1));
      if (tags.contains("bounce") || tags.contains("dsn")) {
        continue;
      }
      Message message = read(row[0]);
      for (String sender : List.of("", "writer@real.example")) {
        AutomaticMail mail = AutomaticMail.classify(message, sender);
        if (mail.kind() == Kind.BOUNCE && !UNTAGGED.contains(row[0])) {
          wrong.add(row[0] + " " + row[3] + " from <" + sender + "> is " + mail);
        }
      }
    }
    assertEquals(List.of(), wrong);
  }
}
