package xyz.groundmist.sync.lan;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import xyz.groundmist.sync.identity.Did;
import xyz.groundmist.sync.lan.PairingRefusedException.Why;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * The end of a pairing: once the owner has confirmed it here this side says who it is, and whose;
 * it agrees when the other side has done the same and belongs to nobody else.
 */
final class Agreement {
    private static final Executor THREADS =
            task -> Thread.ofVirtual().name("pairing-proof").start(task);

    private final PairingTalk talk;
    private final OwnAccount account;
    private final Hello hello;
    private final @Nullable Did owner;

    /** Asked for while the owner compares, as it may take seconds. */
    private final CompletableFuture<@Nullable String> proof;

    /**
     * @param sameAccount see {@link PairingState.Done}
     */
    record Result(Hello hello, @Nullable Boolean sameAccount) {}

    Agreement(PairingTalk talk, OwnAccount account, Hello hello) {
        this.talk = talk;
        this.account = account;
        this.hello = hello;
        owner = account.owner();
        proof =
                CompletableFuture.supplyAsync(
                        () -> owner == null ? null : account.prove(talk.audience(true)), THREADS);
    }

    /**
     * Waits for the other side and, with this, for the owner's word here.
     *
     * @throws PairingRefusedException when one of the two refuses
     */
    Result reach(CompletableFuture<@Nullable Void> confirmed)
            throws IOException, PairingRefusedException {
        CompletableFuture<Void> said = confirmed.thenRunAsync(this::introduce, THREADS);
        PairingTalk.Word theirs = talk.hear("introduce");
        JsonNode introduction = theirs.json().path("hello");
        Hello other = introduction.isObject() ? Hello.of(introduction) : null;
        if (other == null) throw new IOException("the other side doesn't say who it is");
        Boolean same;
        try {
            same = sameAccount(theirs.text("owner"), theirs.text("proof"));
        } catch (PairingRefusedException e) {
            talk.say("refuse", "why", e.why().name());
            throw e;
        }
        try {
            said.join();
        } catch (CompletionException | CancellationException e) {
            if (e.getCause() instanceof PairingRefusedException refused) throw refused;
            throw new IOException("it could not be said who this is", e);
        }
        return new Result(other, same);
    }

    private void introduce() {
        String token = proof.join();
        ObjectNode word = JsonMapper.shared().createObjectNode().put("step", "introduce");
        word.set("hello", JsonMapper.shared().readTree(hello.json()));
        if (owner != null) word.put("owner", owner.text());
        if (token != null) word.put("proof", token);
        try {
            talk.say(word);
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private @Nullable Boolean sameAccount(@Nullable String whose, @Nullable String token)
            throws PairingRefusedException {
        if (owner == null || whose == null) return null;
        if (!owner.text().equals(whose)) throw new PairingRefusedException(Why.OTHER_OWNER);
        if (token == null) return null;
        return switch (account.judge(token, talk.audience(false))) {
            case PROVEN -> true;
            case UNKNOWN -> null;
            case FALSE -> throw new PairingRefusedException(Why.NOT_PROVEN);
        };
    }
}
