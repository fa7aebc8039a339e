package org.emailflow.courier;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The MTA by its sendmail command, {@code -i -f sender -- recipients}, the message on its standard
 * input with LF. Only these options mean the same to Postfix, Exim and qmail ({@code -N} asks
 * Postfix for reports and tells Exim to deliver nothing), so DSN parameters do not pass this way.
 *
 * <p>Exit codes after sysexits: 65, 67 and 68 are a no; anything else but 0 is a "not now".
 */
final class SendmailMta implements Mta {

  private static final int DATA_ERROR = 65;
  private static final int NO_USER = 67;
  private static final int NO_HOST = 68;
  private static final int LONGEST_OUTPUT = 4096;

  private final Path command;

  SendmailMta(Path command) {
    this.command = command;
  }

  @Override
  public void open() {
    if (!Files.isExecutable(command)) {
      throw new MtaUnavailableException(
          "cannot run " + command + ": install the MTA or set courier.transport", null);
    }
  }

  @Override
  public Answer send(QueueFile file) {
    try {
      Process process =
          new ProcessBuilder(arguments(file.envelope())).redirectErrorStream(true).start();
      return run(process, file);
    } catch (IOException e) {
      return new Answer.Deferred(Replies.line(command + ": " + e.getMessage()));
    }
  }

  private Answer run(Process process, QueueFile file) throws IOException {
    try {
      feed(process, file);
      String output = output(process);
      return answer(process.waitFor(), output);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer.Deferred("stopped while " + command + " was running");
    } finally {
      process.destroy();
    }
  }

  private List<String> arguments(QueueEnvelope envelope) {
    List<String> arguments = new ArrayList<>();
    arguments.add(command.toString());
    arguments.addAll(List.of("-i", "-f", envelope.sender().isEmpty() ? "<>" : envelope.sender()));
    arguments.add("--");
    envelope.recipients().forEach(recipient -> arguments.add(recipient.address()));
    return arguments;
  }

  /** A program that stops reading has its reasons; its exit code tells them. */
  private static void feed(Process process, QueueFile file) throws IOException {
    try (InputStream message = file.message();
        OutputStream out = new BufferedOutputStream(process.getOutputStream())) {
      new LineFeeds(message).transferTo(out);
    } catch (IOException e) {
      if (process.isAlive()) {
        process.destroy();
        throw e;
      }
    }
  }

  private static String output(Process process) throws IOException {
    try (InputStream out = process.getInputStream()) {
      String text = new String(out.readNBytes(LONGEST_OUTPUT), UTF_8);
      out.transferTo(OutputStream.nullOutputStream());
      return text;
    }
  }

  private Answer answer(int status, String output) {
    String reply = Replies.line(command.getFileName() + " exit " + status + " " + output);
    return switch (status) {
      case 0 -> new Answer.Sent(reply);
      case DATA_ERROR -> new Answer.Refused("5.6.0", reply);
      case NO_USER -> new Answer.Refused("5.1.1", reply);
      case NO_HOST -> new Answer.Refused("5.1.2", reply);
      default -> new Answer.Deferred(reply);
    };
  }

  @Override
  public void close() {}
}
