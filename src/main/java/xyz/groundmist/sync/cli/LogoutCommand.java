package xyz.groundmist.sync.cli;

import picocli.CommandLine.Command;

import tools.jackson.databind.JsonNode;

/** Signs the owner out. */
@Command(
        name = "logout",
        description = {
            "Sign out of your account.",
            "",
            "The server stays yours, your apps go on syncing, and what is published stays."
        })
final class LogoutCommand extends AskingCommand<JsonNode> {
    LogoutCommand(Terminal terminal) {
        super(terminal, "logout", JsonNode.class);
    }

    @Override
    void print(JsonNode done, Advice advice) {
        out.println(
                done.path("told").booleanValue(false)
                        ? "You are signed out."
                        : "You are signed out here. Your account's server couldn't be told: there"
                                + " the sign-in ends by itself, or in your account's settings.");
    }
}
