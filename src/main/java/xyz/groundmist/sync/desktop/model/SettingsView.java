package xyz.groundmist.sync.desktop.model;

import org.jspecify.annotations.Nullable;

/**
 * The page Settings.
 *
 * @param port as it is set; empty before the first look
 * @param portFixed a variable of the environment sets it, so it can't be changed here
 * @param portTrouble why the last port typed can't be used
 * @param publicUrl the public address, empty for none
 * @param publicUrlFixed a variable of the environment sets it
 * @param lan whether other computers are looked for on the local network
 * @param lanFixed a variable of the environment sets it
 * @param space how many gigabytes a space may take; empty before the first look
 * @param spaceFixed a variable of the environment sets it
 * @param spaceTrouble why the last number typed can't be used
 * @param document what one document may take, as a sentence
 * @param signInKept a sentence on where the sign-in is kept; null without one
 * @param startAtLogin null where the system has no such thing
 * @param trouble why a switch could not be thrown
 */
public record SettingsView(
        String port,
        boolean portFixed,
        @Nullable String portTrouble,
        String publicUrl,
        boolean publicUrlFixed,
        @Nullable String publicUrlTrouble,
        boolean lan,
        boolean lanFixed,
        String space,
        boolean spaceFixed,
        @Nullable String spaceTrouble,
        String document,
        String dataFolder,
        @Nullable String signInKept,
        @Nullable Boolean startAtLogin,
        @Nullable String trouble,
        Preferences.Theme theme) {}
