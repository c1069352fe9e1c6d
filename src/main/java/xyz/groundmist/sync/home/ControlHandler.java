package xyz.groundmist.sync.home;

import tools.jackson.databind.JsonNode;

/** Carries out what comes over the control socket; called on any thread, several at a time. */
@FunctionalInterface
interface ControlHandler {
    /**
     * Carries out one command.
     *
     * @param request the whole request, an object
     * @return the result, as a value that Jackson can write
     * @throws ControlException when it can't be done, with the sentence for the person
     */
    Object answer(String command, JsonNode request) throws ControlException;
}
