package xyz.groundmist.sync.desktop.model;

import static xyz.groundmist.sync.desktop.model.Words.say;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.home.AccountEntry;
import xyz.groundmist.sync.home.ControlException;
import xyz.groundmist.sync.home.ControlException.Leave;
import xyz.groundmist.sync.home.HomeException;
import xyz.groundmist.sync.home.SignInEntry;
import xyz.groundmist.sync.home.Status;

import java.net.URI;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/** Signing in and out, publishing the address and taking it back. */
public final class AccountModel {
    private final Server server;
    private final Work work;
    private final Times times;
    private final Predicate<String> browser;
    private final Live<AccountView> view;

    private AccountView.SignIn signIn = new AccountView.SignIn.None();
    private @Nullable String signInId; // of the one that is under way
    private boolean busy;
    private @Nullable String trouble;
    private @Nullable Leave wanted;

    /** What the owner has allowed for the publishing that was asked for last. */
    private final Set<Leave> given = EnumSet.noneOf(Leave.class);

    /**
     * @param browser opens a page; false when it can't. May block
     */
    AccountModel(Server server, Work work, Times times, Predicate<String> browser) {
        this.server = server;
        this.work = work;
        this.times = times;
        this.browser = browser;
        view = new Live<>(words());
    }

    public Live<AccountView> view() {
        return view;
    }

    /** Begins a sign-in and opens the browser. */
    public void signIn(String who) {
        if (who.isBlank()) {
            fail(say("account.who.missing"));
            return;
        }
        trouble = null;
        signIn = new AccountView.SignIn.Beginning();
        show();
        work.run(() -> server.signIn(who.strip()), this::begun, this::signInFailed);
    }

    private void begun(SignInEntry entry) {
        if (!(signIn instanceof AccountView.SignIn.Beginning)) {
            cancel(entry.id()); // the person gave up in between
            return;
        }
        signInId = entry.id();
        signIn = new AccountView.SignIn.Waiting(entry.link(), entry.port() == 0, false);
        show();
        openBrowser();
        await(entry.id());
    }

    private void await(String id) {
        work.run(
                () -> server.awaitSignIn(id),
                done -> {
                    if (!id.equals(signInId)) return;
                    if (done) over();
                    else await(id);
                },
                sentence -> {
                    if (id.equals(signInId)) signInFailed(sentence);
                });
    }

    private void signInFailed(String sentence) {
        if (signIn instanceof AccountView.SignIn.None) return; // given up
        over();
        fail(sentence);
    }

    private void over() {
        signInId = null;
        signIn = new AccountView.SignIn.None();
        show();
    }

    /** Opens the browser, perhaps once more. */
    public void openBrowser() {
        if (!(signIn instanceof AccountView.SignIn.Waiting waiting)) return;
        String id = signInId;
        work.run(
                () -> browser.test(waiting.link()),
                opened -> {
                    if (!Objects.equals(id, signInId)) return; // it is over
                    signIn =
                            new AccountView.SignIn.Waiting(
                                    waiting.link(), waiting.anywhere(), !opened);
                    show();
                },
                this::fail);
    }

    /** Gives the sign-in up. */
    public void cancelSignIn() {
        String id = signInId;
        over();
        if (id != null) cancel(id);
    }

    private void cancel(String id) {
        work.run(
                () -> {
                    server.cancelSignIn(id);
                    return true;
                },
                _ -> {},
                _ -> {}); // it is over on its own
    }

    /** Ends the sign-in; apps go on syncing. */
    public void signOut() {
        act(server::signOut);
    }

    /** Publishes the address. */
    public void publish() {
        given.clear();
        publishWithLeave();
    }

    /** Does so all the same: the owner has read what stands in the way. */
    public void publishAllTheSame() {
        if (wanted == null) return;
        given.add(wanted);
        publishWithLeave();
    }

    private void publishWithLeave() {
        Set<Leave> leave = Set.copyOf(given);
        act(() -> server.publish(leave));
    }

    /** Takes the address back. */
    public void unpublish() {
        act(server::unpublish);
    }

    /** Something asked of the server, which refuses with a sentence. */
    @FunctionalInterface
    private interface Wish {
        void carryOut() throws HomeException;
    }

    private record Outcome(@Nullable String trouble, @Nullable Leave wanted) {}

    private void act(Wish wish) {
        busy = true;
        trouble = null;
        wanted = null;
        show();
        work.run(() -> attempt(wish), this::settle, this::settleBadly);
    }

    private static Outcome attempt(Wish wish) throws HomeException {
        try {
            wish.carryOut();
            return new Outcome(null, null);
        } catch (ControlException e) {
            return new Outcome(
                    e.leave() == Leave.REPLACE
                            ? e.sentence() + " " + say("account.replace.more")
                            : e.sentence(),
                    e.leave());
        }
    }

    private void settle(Outcome outcome) {
        busy = false;
        trouble = outcome.trouble();
        wanted = outcome.wanted();
        show();
    }

    private void settleBadly(String sentence) {
        settle(new Outcome(sentence, null));
    }

    private void fail(String sentence) {
        trouble = sentence;
        show();
    }

    /** Words it anew. */
    void show() {
        view.set(words());
    }

    private AccountView words() {
        Status status = server.status().now().status();
        if (status == null) {
            return new AccountView(
                    false, null, null, null, null, null, null, null, signIn, busy, trouble, null);
        }
        AccountEntry account = status.account();
        String host = status.publicUrl() == null ? null : host(status.publicUrl());
        boolean in =
                account.standing().equals("signed_in") || account.standing().equals("due_soon");
        Instant since = account.since();
        Instant at = account.publishedAt();
        String name = account.name();
        String again =
                switch (account.standing()) {
                    case "due_soon" -> say("account.due-soon");
                    case "ended" -> say("account.ended");
                    default -> null;
                };
        return new AccountView(
                true,
                name,
                in && since != null ? times.since(since) : null,
                again,
                host,
                account.published(),
                at == null ? null : times.since(at),
                in && host != null && name != null ? say("account.sentence", name, host) : null,
                signIn,
                busy,
                trouble,
                allTheSame());
    }

    private @Nullable String allTheSame() {
        return switch (wanted) {
            case REPLACE -> say("account.replace");
            case ANYWAY -> say("account.publish.anyway");
            case null -> null;
        };
    }

    private static String host(String url) {
        String host = URI.create(url).getAuthority();
        return host == null ? url : host;
    }
}
