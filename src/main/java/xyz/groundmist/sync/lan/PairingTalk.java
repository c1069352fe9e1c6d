package xyz.groundmist.sync.lan;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import xyz.groundmist.sync.identity.Did;
import xyz.groundmist.sync.identity.StrictJson;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;

/**
 * One side of the conversation by which two devices come to trust each other, over TLS in which
 * each has shown a certificate that the other doesn't know yet.
 *
 * <p>With a code: each side commits itself to a random number before it sees the other's ({@code
 * code}), then shows its own ({@code open}). The code comes from both numbers and both
 * certificates. Somebody in between has other certificates, and had to commit before knowing what
 * would make the codes equal: one chance in a hundred million per attempt.
 *
 * <p>With a link: the caller knows the certificate, and shows the secret that came with it ({@code
 * secret}).
 *
 * <p>Then each says who it is, and proves the owner's account if it can ({@code introduce}), each
 * agrees ({@code agreed}), or one refuses ({@code refuse}).
 */
final class PairingTalk {
    private static final String CONTEXT = "groundmist-pair/1";
    private static final int NONCE = 32;
    private static final String ALPHABET = "ACEFGHJKMNPQRTWXY34679";
    private static final int HALF = 3;

    private final Frames frames;
    private final DeviceId self;
    private final LanLimits limits;
    private final byte[] nonce = new byte[NONCE];
    private byte[] others = {};

    PairingTalk(Frames frames, DeviceId self, LanLimits limits, SecureRandom random) {
        this.frames = frames;
        this.self = self;
        this.limits = limits;
        random.nextBytes(nonce);
    }

    DeviceId other() {
        return frames.channel().device();
    }

    /**
     * What the other one has said.
     *
     * @param step what kind of word it is
     */
    record Word(String step, JsonNode json) {
        @Nullable String text(String name) {
            return StrictJson.text(json, name);
        }
    }

    void say(String step, String... namesAndValues) throws IOException {
        ObjectNode word = JsonMapper.shared().createObjectNode().put("step", step);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            word.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        say(word);
    }

    void say(ObjectNode word) throws IOException {
        frames.send(Frames.Kind.PAIR, JsonMapper.shared().writeValueAsBytes(word));
    }

    /**
     * @throws PairingRefusedException when the other side refuses
     */
    Word hear() throws IOException, PairingRefusedException {
        Frames.Frame frame = frames.next(limits.helloBytes());
        if (frame.kind() == Frames.Kind.BYE) {
            throw new PairingRefusedException(PairingRefusedException.Why.NOT_WAITING);
        }
        JsonNode json = StrictJson.object(frame.body());
        String step = json == null ? null : StrictJson.text(json, "step");
        if (frame.kind() != Frames.Kind.PAIR || json == null || step == null) {
            throw new IOException("the other side doesn't keep to the form");
        }
        var word = new Word(step, json);
        if (step.equals("refuse")) {
            throw new PairingRefusedException(PairingRefusedException.Why.read(word.text("why")));
        }
        return word;
    }

    Word hear(String step) throws IOException, PairingRefusedException {
        Word word = hear();
        if (!word.step().equals(step)) throw new IOException("the other side is out of step");
        return word;
    }

    /** The caller's side of the way with a code; returns what the other one calls itself. */
    String exchangeAsCaller(String name) throws IOException, PairingRefusedException {
        commit(name);
        Word theirs = hear("code");
        open();
        opened(theirs, hear("open"));
        return nameIn(theirs);
    }

    /** The other side of it, which has heard the first word. */
    String exchangeAsCalled(Word theirs, String name) throws IOException, PairingRefusedException {
        commit(name);
        opened(theirs, hear("open"));
        open();
        return nameIn(theirs);
    }

    void commit(String name) throws IOException {
        say("code", "name", name, "commitment", encoded(commitment(self, other(), nonce)));
    }

    void open() throws IOException {
        say("open", "nonce", encoded(nonce));
    }

    /** The caller's side of the way with a link. */
    void showSecret(String secret) throws IOException, PairingRefusedException {
        say("secret", "secret", secret, "nonce", encoded(nonce));
        others = decoded(hear("open").text("nonce"));
    }

    /** The other side of it, which has heard the first word; the secret is right. */
    void secretShown(Word theirs) throws IOException {
        others = decoded(theirs.text("nonce"));
        open();
    }

    private static String nameIn(Word word) {
        String name = word.text("name");
        return Hello.plain(name == null ? "" : name);
    }

    private void opened(Word committed, Word shown) throws IOException, PairingRefusedException {
        others = decoded(shown.text("nonce"));
        byte[] promised = decoded(committed.text("commitment"));
        if (!MessageDigest.isEqual(promised, commitment(other(), self, others))) {
            throw new PairingRefusedException(PairingRefusedException.Why.CHEATED);
        }
    }

    /** By one who talks to somebody; neither can be exchanged, nor taken for the other. */
    private byte[] commitment(DeviceId by, DeviceId to, byte[] number) {
        boolean byCaller = by.equals(self) == frames.dialled();
        return DeviceId.sha256(
                bytes(CONTEXT + (byCaller ? " caller " : " called ")),
                bytes(by.text()),
                bytes(to.text()),
                number);
    }

    private byte[] transcript(String use) {
        boolean caller = frames.dialled();
        return DeviceId.sha256(
                bytes(CONTEXT + " " + use + " "),
                bytes((caller ? self : other()).text()),
                bytes((caller ? other() : self).text()),
                caller ? nonce : others,
                caller ? others : nonce);
    }

    /** What both sides show, such as {@code K7Q-M4W}; the same only if nobody is in between. */
    String code() {
        byte[] bytes = transcript("code");
        long number = 0;
        for (int i = 0; i < Long.BYTES; i++) number = number << Byte.SIZE | bytes[i] & 0xFF;
        var code = new StringBuilder();
        for (int i = 0; i < 2 * HALF; i++) {
            if (i == HALF) code.append('-');
            code.append(ALPHABET.charAt((int) Long.remainderUnsigned(number, ALPHABET.length())));
            number = Long.divideUnsigned(number, ALPHABET.length());
        }
        return code.toString();
    }

    /** Whom a proof is for: this conversation, in one direction, and nothing else. */
    Did audience(boolean ours) {
        String who = ours == frames.dialled() ? "caller" : "called";
        String hash = DeviceId.ofHash(transcript(who)).text().replace("-", "");
        return Did.web(hash.toLowerCase(Locale.ROOT) + ".invalid");
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] decoded(@Nullable String text) throws IOException {
        try {
            byte[] bytes = text == null ? new byte[0] : Base64.getUrlDecoder().decode(text);
            if (bytes.length == NONCE) return bytes;
        } catch (IllegalArgumentException _) {
            // refused below
        }
        throw new IOException("the other side doesn't keep to the form");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    void close() {
        frames.close();
    }
}
