package xyz.groundmist.sync.home;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import xyz.groundmist.sync.backup.BackupPlan;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/**
 * Changes the file {@code settings.json} of a data folder; what it holds besides stays. The server
 * reads it when it starts. Used by one thread at a time.
 */
public final class SettingsEdit {
    private final Path folder;
    private final Map<String, String> environment;

    /**
     * @param environment whose variables win over the file
     */
    public SettingsEdit(Path dataFolder, Map<String, String> environment) {
        this.folder = dataFolder;
        this.environment = environment;
    }

    /** What the server would start with now. */
    public Settings current() throws SettingsException {
        return Settings.read(new Settings.Flags(folder.toString(), null, null), environment);
    }

    /** Whether a variable of the environment sets it, so that the file isn't asked. */
    public boolean setByEnvironment(String variable) {
        String value = environment.get(variable);
        return value != null && !value.isBlank();
    }

    /**
     * Sets the port on this machine.
     *
     * @throws SettingsException when the file can't be written, or holds what is no setting
     */
    public void port(int port) throws SettingsException {
        write("port", JsonMapper.shared().valueToTree(port));
    }

    /** Sets the address under which the outside reaches the server; null: none. */
    public void publicUrl(@Nullable URI url) throws SettingsException {
        write("publicUrl", url == null ? null : JsonMapper.shared().valueToTree(url.toString()));
    }

    /** Sets whose server this is; null: who signs in. */
    void ownerDid(@Nullable String did) throws SettingsException {
        write("ownerDid", did == null ? null : JsonMapper.shared().valueToTree(did));
    }

    /** Sets when backups are made by themselves; null: never. */
    void backup(@Nullable BackupPlan plan) throws SettingsException {
        write("backup", BackupSettings.written(plan));
    }

    /** Sets the way in from the internet; null: none. */
    void reach(@Nullable ReachSettings reach) throws SettingsException {
        write("reach", reach == null ? null : reach.json());
    }

    /** Sets whose word about clients' addresses is believed. */
    void trustedProxies(List<String> proxies) throws SettingsException {
        write(
                "trustedProxies",
                proxies.isEmpty() ? null : JsonMapper.shared().valueToTree(proxies));
    }

    /** Sets whether the owner's other machines are looked for on the local network. */
    public void lan(boolean on) throws SettingsException {
        write("lan", JsonMapper.shared().valueToTree(on));
    }

    /** Sets how much a space may take on the disk. */
    public void spaceGigabytes(int gigabytes) throws SettingsException {
        write("spaceGigabytes", JsonMapper.shared().valueToTree(gigabytes));
    }

    private void write(String key, @Nullable JsonNode value) throws SettingsException {
        SettingsFile.read(folder); // a file that can't be used must not be made worse
        Path file = folder.resolve(SettingsFile.NAME);
        try {
            String before = Files.exists(file) ? Files.readString(file) : "";
            ObjectNode root =
                    before.isBlank()
                            ? JsonMapper.shared().createObjectNode()
                            : (ObjectNode) JsonMapper.shared().readTree(before);
            if (value == null) root.remove(key);
            else root.set(key, value);
            Path draft = folder.resolve(SettingsFile.NAME + ".new");
            Files.deleteIfExists(draft);
            Files.createFile(draft, DataFolder.ownerOnly(draft, DataFolder.OWNER_ONLY_FILE));
            Files.writeString(
                    draft,
                    JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(root)
                            + "\n");
            Files.move(
                    draft,
                    file,
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new SettingsException(
                    "The settings file "
                            + file
                            + " can't be written: "
                            + Reason.of(e)
                            + ". Make room for it or correct its permissions, and try again.",
                    false);
        }
    }
}
