package xyz.groundmist.sync.engine;

import org.automerge.AmValue;
import org.automerge.Document;
import org.automerge.MapEntry;
import org.automerge.ObjectId;
import org.automerge.ObjectType;

import java.util.Optional;

/** A document's whole content as text, so that two can be compared and a difference read. */
final class DocumentText {
    private final Document document;
    private final StringBuilder out = new StringBuilder();

    private DocumentText(Document document) {
        this.document = document;
    }

    static String of(Document document) {
        var text = new DocumentText(document);
        text.object(ObjectId.ROOT, ObjectType.MAP);
        return text.out.toString();
    }

    static Optional<ObjectId> objectOf(AmValue value) {
        return switch (value) {
            case AmValue.Map map -> Optional.of(map.getId());
            case AmValue.List list -> Optional.of(list.getId());
            case AmValue.Text text -> Optional.of(text.getId());
            default -> Optional.empty();
        };
    }

    private void object(ObjectId id, ObjectType type) {
        switch (type) {
            case MAP -> {
                out.append('{');
                for (MapEntry entry : document.mapEntries(id).orElse(new MapEntry[0])) {
                    out.append(entry.getKey()).append(':');
                    value(entry.getValue());
                    out.append(' ');
                }
                out.append('}');
            }
            case LIST -> {
                out.append('[');
                for (AmValue item : document.listItems(id).orElse(new AmValue[0])) {
                    value(item);
                    out.append(' ');
                }
                out.append(']');
            }
            case TEXT -> out.append('"').append(document.text(id).orElse("")).append('"');
        }
    }

    private void value(AmValue value) {
        switch (value) {
            case AmValue.Map map -> object(map.getId(), ObjectType.MAP);
            case AmValue.List list -> object(list.getId(), ObjectType.LIST);
            case AmValue.Text text -> object(text.getId(), ObjectType.TEXT);
            default -> out.append(value);
        }
    }
}
