package xyz.groundmist.sync.desktop.ui;

import xyz.groundmist.sync.desktop.model.DocumentKey;
import xyz.groundmist.sync.desktop.model.FakeDocuments;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Documents as somebody may have them. */
final class Shelf {
    private Shelf() {}

    private static Map<String, Object> map(Object... pairs) {
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < pairs.length; i += 2) map.put((String) pairs[i], pairs[i + 1]);
        return map;
    }

    /** A list of books with a life of four steps. */
    static DocumentKey readingList(FakeDocuments documents) {
        Map<String, Object> piranesi =
                map("title", "Piranesi", "author", "Susanna Clarke", "read", true, "stars", 5);
        Map<String, Object> summer =
                map("title", "The Summer Book", "author", "Tove Jansson", "read", false);
        Map<String, Object> borrowed =
                map(
                        "title",
                        "The Summer Book",
                        "author",
                        "Tove Jansson",
                        "read",
                        false,
                        "note",
                        "borrow from Mia");
        return documents.add(
                FakeDocuments.SPACE,
                "7Qm2mmmmmmmmmmmmmmmmmmmmx4Vd",
                2,
                map("title", "Reading list"),
                map("title", "Reading list", "books", List.of(piranesi)),
                map("title", "Reading list", "books", List.of(piranesi, summer)),
                map("title", "Reading list", "books", List.of(piranesi, borrowed)));
    }

    static void others(FakeDocuments documents) {
        documents.add(
                FakeDocuments.SPACE,
                "3Gard111111111111111111garda",
                64,
                map("title", "Garden plan", "beds", lines(12)));
        documents.add(
                "xyz.groundmist.notes",
                "5Soup11111111111111111111sou",
                60 * 30,
                map("title", "Winter soups", "text", "Leek and potato\nLentils"));
        documents.add(
                FakeDocuments.SPACE,
                "6Book11111111111111111111boo",
                60 * 24 * 9,
                map("title", "Book notes", "pages", 31));
        documents.add(
                FakeDocuments.SPACE, "9SxF11111111111111111111w2Kz", 60 * 24 * 40, map("count", 3));
        DocumentKey large =
                documents.add(
                        "xyz.groundmist.notes",
                        "8Lrg11111111111111111111large",
                        60 * 24 * 50,
                        map("count", 4));
        documents.mark(
                large,
                "This document is too large to open here. It is synced all the same; open it in"
                        + " its app.");
    }

    static List<Object> lines(int count) {
        var lines = new ArrayList<Object>();
        for (int i = 1; i <= count; i++) lines.add("line " + i);
        return lines;
    }
}
