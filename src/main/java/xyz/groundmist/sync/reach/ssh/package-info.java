/**
 * A way in through an SSH server that listens for us: one of the owner's, or a tunnel service.
 *
 * <p>The library's threads ({@code sshd-SshClient…}) read the connection and never block on us;
 * each visitor has two virtual threads ({@code ssh-visitor…}).
 */
@NullMarked
package xyz.groundmist.sync.reach.ssh;

import org.jspecify.annotations.NullMarked;
