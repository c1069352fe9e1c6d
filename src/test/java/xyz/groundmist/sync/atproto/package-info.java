/**
 * A real ATProto network on loopback ({@link Devnet}) and a real browser ({@link Browser}), and the
 * stories told with them; {@code src/test/js/devnet} holds what runs on Node.
 *
 * <p>How to use it:
 *
 * <pre>{@code
 * Devnet net = Devnet.shared();               // one for all stories of a test run; a second PDS when asked
 * Browser browser = Browser.shared();
 *
 * Devnet.Account alice = net.account("alice"); // a new account with a handle of its own
 * try (Browser.Profile profile = browser.profile()) {
 *     Browser.Page page = profile.page();
 *     page.go(authorizationUrl);
 *     ConsentPage.allow(page, alice);          // the PDS's own login and consent pages; or deny(...)
 *     page.awaitUrl("http://127.0.0.1:");
 * }
 * }</pre>
 *
 * <p>Accounts keep stories apart, so all share one network. What changes the network for everybody
 * (a PDS that is stopped) is done to a PDS of the story's own: {@link Devnet#anotherPds}. Handles
 * ({@code alice-1.test}) resolve nowhere but through {@link Devnet#resolve}.
 */
@NullMarked
package xyz.groundmist.sync.atproto;

import org.jspecify.annotations.NullMarked;
