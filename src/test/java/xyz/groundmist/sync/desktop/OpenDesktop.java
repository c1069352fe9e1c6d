package xyz.groundmist.sync.desktop;

import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.input.Clipboard;
import javafx.stage.Stage;
import javafx.stage.Window;

import org.testfx.api.FxToolkit;

import xyz.groundmist.sync.atproto.Devnet;
import xyz.groundmist.sync.desktop.ui.Person;
import xyz.groundmist.sync.home.Household;
import xyz.groundmist.sync.home.Settings;
import xyz.groundmist.sync.identity.Did;
import xyz.groundmist.sync.identity.IdentityException;
import xyz.groundmist.sync.identity.Network;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The whole desktop, server and all, in this process: on a screen that nobody sees, in a network of
 * tests, and with a person before it.
 */
final class OpenDesktop extends Person implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 30;

    final int port;
    private final DesktopProcess process;
    private final Thread running;
    private final Stage stage;

    /**
     * @param environment as the program would find it
     */
    OpenDesktop(Path folder, Devnet net, Map<String, String> environment) throws Exception {
        super(PATIENCE_SECONDS);
        FxToolkit.registerPrimaryStage();
        Platform.setImplicitExit(false);
        port = freePort();
        var flags = new Settings.Flags(folder.toString(), Integer.toString(port), null, true);
        var ready = new CompletableFuture<DesktopProcess>();
        Household household = Household.take(flags, environment, network(net), () -> {});
        Thread.ofVirtual().start(household::start);
        running =
                Thread.ofPlatform()
                        .start(() -> DesktopProcess.run(household, environment, false, ready));
        process = ready.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        stage =
                on(() ->
                        Window.getWindows().stream()
                                .filter(window -> window.isShowing() && window instanceof Stage)
                                .map(Stage.class::cast)
                                .findFirst()
                                .orElseThrow());
    }

    private static Network network(Devnet net) {
        return new Network(
                net.plc(),
                handle -> {
                    String did = net.resolve(handle.text());
                    if (did != null) return new Did(did);
                    throw new IdentityException(
                            IdentityException.Kind.NOT_FOUND,
                            "There is no account of the handle " + handle + ".");
                },
                true);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    protected Scene scene() {
        return stage.getScene();
    }

    /** Types the handle; returns what a browser is to open. */
    URI signIn(String handle) throws Exception {
        type("who", handle);
        click("sign-in");
        see("No browser could be opened"); // there is no screen
        click("copy-sign-in");
        see("Copied");
        return URI.create(on(() -> Clipboard.getSystemClipboard().getString()));
    }

    @Override
    public void close() throws Exception {
        on(() -> {
            stage.hide();
            return true;
        });
        process.quit();
        running.join();
    }
}
