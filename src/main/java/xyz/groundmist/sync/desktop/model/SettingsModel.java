package xyz.groundmist.sync.desktop.model;

import static xyz.groundmist.sync.desktop.model.Words.say;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.home.Settings;
import xyz.groundmist.sync.home.SettingsEdit;
import xyz.groundmist.sync.home.Status;
import xyz.groundmist.sync.home.StatusModel.Condition;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;

/** The page Settings. Each change works at once: the server starts anew where it has to. */
public final class SettingsModel {
    private static final int HIGHEST_PORT = 65_535;

    private final Server server;
    private final Work work;
    private final SettingsEdit edit;
    private final @Nullable StartAtLogin startAtLogin;
    private final Preferences preferences;
    private final Path dataFolder;
    private final Live<SettingsView> view;

    private @Nullable Settings current;
    private @Nullable Boolean atLogin;
    private @Nullable String portTrouble;
    private @Nullable String publicUrlTrouble;
    private @Nullable String spaceTrouble;
    private @Nullable String trouble;

    private record Found(Settings settings, @Nullable Boolean atLogin, @Nullable String trouble) {}

    SettingsModel(
            Server server,
            Work work,
            SettingsEdit edit,
            @Nullable StartAtLogin startAtLogin,
            Preferences preferences,
            Path dataFolder) {
        this.server = server;
        this.work = work;
        this.edit = edit;
        this.startAtLogin = startAtLogin;
        this.preferences = preferences;
        this.dataFolder = dataFolder;
        view = new Live<>(words());
        preferences.theme().watch(_ -> show());
    }

    public Live<SettingsView> view() {
        return view;
    }

    /** Reads what is set. */
    public void look() {
        work.run(() -> find(null), this::take, this::fail);
    }

    private Found find(@Nullable String failed) throws Exception {
        StartAtLogin login = startAtLogin;
        return new Found(edit.current(), login == null ? null : login.on(), failed);
    }

    private void take(Found found) {
        current = found.settings();
        atLogin = found.atLogin();
        trouble = found.trouble();
        show();
    }

    private void fail(String sentence) {
        trouble = sentence;
        show();
    }

    /** Sets the port, as typed. */
    public void port(String typed) {
        Settings known = current;
        if (known == null || typed.strip().equals(Integer.toString(known.port()))) {
            portTrouble = null;
            show();
            return;
        }
        Integer port = portOf(typed.strip());
        portTrouble = port == null ? say("settings.port.wrong") : null;
        show();
        if (port == null) return;
        work.run(
                () -> {
                    edit.port(port);
                    startAnew();
                    return find(null);
                },
                this::take,
                sentence -> {
                    portTrouble = sentence;
                    show();
                });
    }

    private static @Nullable Integer portOf(String text) {
        return wholeNumber(text, HIGHEST_PORT);
    }

    private static @Nullable Integer wholeNumber(String text, int most) {
        if (!text.matches("[0-9]{1,6}")) return null;
        int number = Integer.parseInt(text);
        return number >= 1 && number <= most ? number : null;
    }

    /** Sets how many gigabytes a space may take, as typed. */
    public void space(String typed) {
        Settings known = current;
        if (known == null || typed.strip().equals(Integer.toString(known.spaceGigabytes()))) {
            spaceTrouble = null;
            show();
            return;
        }
        Integer gigabytes = wholeNumber(typed.strip(), Settings.MOST_SPACE_GIGABYTES);
        spaceTrouble = gigabytes == null ? say("settings.space.wrong") : null;
        show();
        if (gigabytes == null) return;
        work.run(
                () -> {
                    edit.spaceGigabytes(gigabytes);
                    startAnew();
                    return find(null);
                },
                this::take,
                sentence -> {
                    spaceTrouble = sentence;
                    show();
                });
    }

    /** Sets the public address, as typed; nothing takes it away. */
    public void publicUrl(String typed) {
        Settings known = current;
        if (known == null) return;
        work.run(
                () -> {
                    URI url = typed.isBlank() ? null : Settings.typedPublicUrl(typed);
                    if (!Objects.equals(url, known.publicUrl())) {
                        edit.publicUrl(url);
                        startAnew();
                    }
                    return find(null);
                },
                found -> {
                    publicUrlTrouble = null;
                    take(found);
                },
                sentence -> {
                    publicUrlTrouble = sentence;
                    show();
                });
    }

    /** Looks for other computers on the local network from now on, or no more. */
    public void lan(boolean on) {
        work.run(
                () -> {
                    edit.lan(on);
                    startAnew();
                    return find(null);
                },
                this::take,
                this::fail);
    }

    /** A server that is stopped stays so; one that failed may start with what is set now. */
    private void startAnew() {
        Condition condition = server.status().now().condition();
        if (condition == Condition.STOPPED || condition == Condition.STOPPING) return;
        server.stop();
        server.start();
    }

    /** Throws the switch. */
    public void startAtLogin(boolean on) {
        StartAtLogin login = startAtLogin;
        if (login == null) return;
        work.run(
                () -> {
                    try {
                        login.set(on);
                        return find(null);
                    } catch (IOException _) {
                        return find(say("settings.at-login.failed"));
                    }
                },
                this::take,
                this::fail);
    }

    public void theme(Preferences.Theme theme) {
        preferences.theme(theme);
    }

    private void show() {
        view.set(words());
    }

    private @Nullable String signInKept() {
        Status status = server.status().now().status();
        String place = status == null ? null : status.account().place();
        return place == null ? null : say("settings.sign-in.kept", place);
    }

    private SettingsView words() {
        Settings known = current;
        URI url = known == null ? null : known.publicUrl();
        return new SettingsView(
                known == null ? "" : Integer.toString(known.port()),
                edit.setByEnvironment("PORT"),
                portTrouble,
                url == null ? "" : url.toString(),
                edit.setByEnvironment("PUBLIC_URL"),
                publicUrlTrouble,
                known == null || known.lan(),
                edit.setByEnvironment("LAN"),
                known == null ? "" : Integer.toString(known.spaceGigabytes()),
                edit.setByEnvironment("SPACE_GIGABYTES"),
                spaceTrouble,
                say(
                        "settings.document.more",
                        Settings.DOCUMENT_GIGABYTES,
                        "%,d".formatted(Settings.DOCUMENT_CHANGES)),
                dataFolder.toString(),
                signInKept(),
                atLogin,
                trouble,
                preferences.theme().now());
    }
}
