package xyz.groundmist.sync.documents.worker;

import org.automerge.AmValue;
import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

import xyz.groundmist.sync.documents.Frames;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Arrays;
import java.util.Locale;

/**
 * A document as JSON: texts and strings as strings, counters as numbers, times as ISO 8601, bytes
 * as base64; numbers that JSON doesn't know as null.
 */
final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final int PIECE = 1 << 16;

    /** As JavaScript writes it. */
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    private Json() {}

    /** Writes a value into a buffer. */
    interface Writing {
        void on(JsonGenerator out);
    }

    static byte[] bytes(Writing writing) {
        var buffer = new ByteArrayOutputStream();
        try (JsonGenerator out = FACTORY.createGenerator(ObjectWriteContext.empty(), buffer)) {
            writing.on(out);
        }
        return buffer.toByteArray();
    }

    /** The whole document, as it is written. */
    static void document(Node.MapNode document, Frames.Sink to) {
        try (JsonGenerator out =
                FACTORY.createGenerator(
                        ObjectWriteContext.empty(),
                        new BufferedOutputStream(new Pieces(to), PIECE))) {
            write(out, document);
        }
    }

    static void write(JsonGenerator out, Node node) {
        switch (node) {
            case Node.MapNode map -> {
                out.writeStartObject();
                map.entries()
                        .forEach((key, value) -> {
                            out.writeName(key);
                            write(out, value);
                        });
                out.writeEndObject();
            }
            case Node.ListNode list -> {
                out.writeStartArray();
                for (Node item : list.items()) write(out, item);
                out.writeEndArray();
            }
            case Node.TextNode text -> out.writeString(text.text());
            case Node.Scalar scalar -> scalar(out, scalar.value());
        }
    }

    static void scalar(JsonGenerator out, AmValue value) {
        switch (value) {
            case AmValue.Null _ -> out.writeNull();
            case AmValue.Bool bool -> out.writeBoolean(bool.getValue());
            case AmValue.Int number -> out.writeNumber(number.getValue());
            case AmValue.UInt number ->
                    out.writeNumber(new BigInteger(Long.toUnsignedString(number.getValue())));
            case AmValue.F64 number -> number(out, number.getValue());
            case AmValue.Str text -> out.writeString(text.getValue());
            case AmValue.Counter counter -> out.writeNumber(counter.getValue());
            case AmValue.Timestamp time ->
                    out.writeString(TIME.format(time.getValue().toInstant()));
            case AmValue.Bytes bytes -> out.writeBinary(bytes.getValue());
            case AmValue.Unknown unknown -> out.writeBinary(unknown.getValue());
            default -> throw new IllegalStateException("a value made of parts");
        }
    }

    private static void number(JsonGenerator out, double number) {
        if (!Double.isFinite(number)) out.writeNull();
        else if (number == Math.rint(number) && Math.abs(number) < 1L << 53) {
            out.writeNumber((long) number);
        } else out.writeNumber(number);
    }

    /** Hands on what is written to it. */
    private static final class Pieces extends OutputStream {
        private final Frames.Sink to;

        Pieces(Frames.Sink to) {
            this.to = to;
        }

        @Override
        public void write(int one) throws IOException {
            to.take(new byte[] {(byte) one});
        }

        @Override
        public void write(byte @Nullable [] bytes, int from, int length) throws IOException {
            if (bytes != null) to.take(Arrays.copyOfRange(bytes, from, from + length));
        }
    }
}
