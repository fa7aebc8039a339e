/**
 * {@code efm demo}: a story on realistic mail, or a folder of real messages, through the code that
 * runs in production.
 *
 * <p>{@code DemoCommand} makes a {@link org.emailflow.cli.demo.DemoFolder}, opens a site on it and
 * hands a {@link org.emailflow.cli.demo.DemoSite} to {@link org.emailflow.cli.demo.Demo} or to
 * {@link org.emailflow.cli.demo.RealMail}. {@code PostOffice} plays the MTA: it delivers one
 * message, sweeps, and reads back what lies in the queue. {@code Story} is the plot; its messages
 * are the {@code .eml} files beside it in the resources. {@code Page} is all that knows of columns
 * and colours.
 *
 * <p>What is claimed is checked: {@code Witness} looks for what must stay hidden in what was
 * written, and reads mail with Jakarta Mail, which the relay itself does not use, so that no
 * mistake of the relay's own readers hides itself.
 */
package org.emailflow.cli.demo;
