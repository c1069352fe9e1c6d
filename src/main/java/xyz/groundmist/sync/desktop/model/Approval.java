package xyz.groundmist.sync.desktop.model;

import static xyz.groundmist.sync.desktop.model.Words.say;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.home.AppRequest;

/**
 * An app that asks, as the dialogue words it.
 *
 * @param code names it in what is asked of the server
 * @param shown the code to compare, or null for an older app, which shows none
 */
public record Approval(
        String code,
        String sign,
        String title,
        @Nullable String from,
        String space,
        String proof,
        @Nullable String shown,
        String question,
        String network,
        String asked) {

    static Approval of(AppRequest request, Times times) {
        boolean signedIn = request.proven().equals("account");
        String network = request.network();
        String name = AppRow.name(request.name(), request.origin(), null);
        return new Approval(
                request.code(),
                AppRow.sign(name),
                say("approval.title", name),
                AppRow.bare(request.origin()),
                request.space(),
                say(signedIn ? "approval.proof.account" : "approval.proof.none"),
                signedIn ? request.code() : null,
                say(signedIn ? "approval.question" : "approval.question.older"),
                network == null ? say("approval.network.near") : network,
                say("approval.asked", times.ago(request.asked())));
    }

    /** Without the code. */
    @Override
    public String toString() {
        return "Approval[" + from + ", " + space + "]";
    }
}
