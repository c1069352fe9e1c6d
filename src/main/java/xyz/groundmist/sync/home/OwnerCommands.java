package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import xyz.groundmist.sync.home.ControlException.Leave;
import xyz.groundmist.sync.identity.Did;
import xyz.groundmist.sync.owner.OwnerAccount;
import xyz.groundmist.sync.owner.OwnerException;
import xyz.groundmist.sync.owner.Publication;
import xyz.groundmist.sync.owner.SignIn;

import java.time.Duration;
import java.util.Map;

/**
 * The commands of the control socket about the owner's account: {@code login.start}, {@code
 * login.wait}, {@code login.cancel}, {@code logout}, {@code publish} and {@code unpublish}.
 */
final class OwnerCommands {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

    private final OwnerAccount account;
    private final ReachControl reach;

    OwnerCommands(OwnerAccount account, ReachControl reach) {
        this.account = account;
        this.reach = reach;
    }

    /** Null when the command isn't one of these. */
    @Nullable Object answer(String command, JsonNode request) throws ControlException {
        try {
            return switch (command) {
                case "login.start" -> SignInEntry.of(account.signIn(who(request)));
                case "login.wait" -> await(request);
                case "login.cancel" -> cancel(request);
                case "logout" -> Map.of("told", account.signOut());
                case "publish" -> publish(request);
                case "unpublish" -> unpublish();
                default -> null;
            };
        } catch (OwnerException e) {
            throw new ControlException(Reason.sentence(e));
        }
    }

    private static String who(JsonNode request) throws ControlException {
        String who = Commands.text(request, "who");
        if (who != null) return who;
        throw new ControlException("Give the handle of your account, such as alice.bsky.social.");
    }

    private SignInResult await(JsonNode request) throws ControlException, OwnerException {
        Did did = signIn(request).await(LONGEST_WAIT);
        if (did == null) return SignInResult.WAITING;
        String host = account.publicHost();
        String published = account.state().published();
        boolean publishable = host != null && !host.equals(published);
        return new SignInResult(AccountEntry.of(account.state()), publishable ? host : null);
    }

    private Map<String, Object> cancel(JsonNode request) throws ControlException {
        signIn(request).cancel();
        return Map.of("cancelled", true);
    }

    private SignIn signIn(JsonNode request) throws ControlException {
        String id = Commands.text(request, "id");
        SignIn signIn = id == null ? null : account.signInOf(id);
        if (signIn != null) return signIn;
        throw new ControlException("Another sign-in was begun after this one.");
    }

    private PublishResult publish(JsonNode request) throws OwnerException, ControlException {
        String named = Commands.text(request, "host");
        String throwaway = named == null ? reach.throwawayHost() : null;
        if (throwaway != null && !request.path("anyway").booleanValue(false)) {
            throw new ControlException(
                    "This address lasts only as long as its tunnel, and then it may be somebody"
                            + " else's. Choose a lasting one, or publish it all the same: it is"
                            + " taken away when you stop using the tunnel.",
                    Leave.ANYWAY);
        }
        boolean replace = request.path("replace").booleanValue(false);
        Publication done;
        try {
            done = account.publish(throwaway == null ? named : throwaway, replace);
        } catch (OwnerException e) {
            if (e.kind() != OwnerException.Kind.OTHERS_RECORD) throw e;
            throw new ControlException(Reason.sentence(e), Leave.REPLACE);
        }
        reach.published(throwaway != null);
        return new PublishResult(
                done.host(), done.key(), done.at(), done.host().equals(account.publicHost()));
    }

    private Map<String, Object> unpublish() throws OwnerException {
        boolean removed = account.unpublish();
        reach.published(false);
        return Map.of("removed", removed);
    }
}
