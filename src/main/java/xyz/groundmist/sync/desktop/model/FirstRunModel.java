package xyz.groundmist.sync.desktop.model;

import static xyz.groundmist.sync.desktop.model.Words.say;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.desktop.model.FirstRunView.Step;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The set-up: a few steps, each of which can be left, come back to, and done again. Where it was
 * left is remembered; once it was gone through or put off it comes by itself no more.
 */
public final class FirstRunModel {
    private static final String OVER = "set-up-over";
    private static final String AT = "set-up-at-";

    private final AccountModel account;
    private final ReachModel reach;
    private final Preferences preferences;
    private final List<Step> steps;
    private final Live<Boolean> open = new Live<>(false);
    private final Live<FirstRunView> view;
    private Step step;

    FirstRunModel(
            AccountModel account,
            ReachModel reach,
            Preferences preferences,
            boolean canStartAtLogin) {
        this.account = account;
        this.reach = reach;
        this.preferences = preferences;
        steps =
                Stream.of(Step.values())
                        .filter(one -> one != Step.AT_LOGIN || canStartAtLogin)
                        .toList();
        step = lastSeen();
        view = new Live<>(words());
        account.view().watch(_ -> view.set(words()));
        reach.view().watch(_ -> view.set(words()));
    }

    private Step lastSeen() {
        Step last = Step.WELCOME;
        for (Step one : steps) {
            if (preferences.done(AT + one.name().toLowerCase(Locale.ROOT))) last = one;
        }
        return last;
    }

    /** Whether it is in sight. */
    public Live<Boolean> open() {
        return open;
    }

    public Live<FirstRunView> view() {
        return view;
    }

    /** Whether it comes by itself. */
    boolean due() {
        return !preferences.done(OVER);
    }

    /** Shows it, where it was left. */
    public void begin() {
        view.set(words());
        open.set(true);
    }

    /** Shows it from its beginning. */
    public void beginAnew() {
        go(Step.WELCOME);
        begin();
    }

    /** Shows the step at which one signs in. */
    void signIn() {
        go(Step.SIGN_IN);
    }

    /** Goes on; after the last step it is over. */
    public void next() {
        int at = steps.indexOf(step);
        if (at + 1 == steps.size()) leave();
        else go(steps.get(at + 1));
    }

    public void back() {
        int at = steps.indexOf(step);
        if (at > 0) go(steps.get(at - 1));
    }

    private void go(Step to) {
        if (account.view().now().signIn() instanceof AccountView.SignIn.Waiting) {
            account.cancelSignIn();
        }
        step = to;
        preferences.remember(AT + to.name().toLowerCase(Locale.ROOT));
        view.set(words());
    }

    /** Puts it off, or ends it: the page Home leads back. */
    public void leave() {
        preferences.remember(OVER);
        open.set(false);
    }

    private FirstRunView words() {
        AccountView now = account.view().now();
        int at = steps.indexOf(step);
        boolean signedIn = now.signedIn() != null;
        boolean goOn =
                switch (step) {
                    case WELCOME, AT_LOGIN, DONE -> true;
                    case SIGN_IN -> signedIn;
                    case REACH -> reach.view().now().chosen();
                    case PUBLISH -> now.inStep();
                };
        return new FirstRunView(
                step, at + 1, steps.size(), at == 0, say(nextKey()), goOn, skip(goOn));
    }

    private String nextKey() {
        return switch (step) {
            case WELCOME -> "setup.begin";
            case DONE -> "setup.end";
            default -> "setup.next";
        };
    }

    private @Nullable String skip(boolean goOn) {
        if (step == Step.WELCOME) return say("setup.later");
        return goOn ? null : say("setup.not-now");
    }
}
