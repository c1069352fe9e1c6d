package xyz.groundmist.sync.cli;

import picocli.CommandLine.Command;

import tools.jackson.databind.JsonNode;

/** Takes this server's address out of the owner's account. */
@Command(name = "unpublish", description = "Take this server's address out of your account.")
final class UnpublishCommand extends AskingCommand<JsonNode> {
    UnpublishCommand(Terminal terminal) {
        super(terminal, "unpublish", JsonNode.class);
    }

    @Override
    void print(JsonNode done, Advice advice) {
        out.println(
                done.path("removed").booleanValue(false)
                        ? "Your account no longer says where this server is."
                        : "Your account didn't say where this server is.");
    }
}
