/**
 * Apps as their users meet them: web pages in a real browser, signed in at a real PDS, and this
 * server as a process of its own. The pages are {@code src/client/example} and {@code src/test/js}.
 */
@NullMarked
package xyz.groundmist.sync.apps;

import org.jspecify.annotations.NullMarked;
