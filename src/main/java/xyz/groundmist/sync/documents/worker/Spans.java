package xyz.groundmist.sync.documents.worker;

import xyz.groundmist.sync.documents.worker.Node.Span;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Marks on a text, compared by what they cover: neighbours of one value are one mark. */
final class Spans {
    private Spans() {}

    static boolean same(List<Span> a, List<Span> b) {
        return joined(a).equals(joined(b));
    }

    static List<Span> named(List<Span> spans, String name) {
        return joined(spans.stream().filter(span -> span.name().equals(name)).toList());
    }

    static List<Span> joined(List<Span> spans) {
        var sorted = new ArrayList<>(spans);
        sorted.removeIf(span -> span.from() >= span.to());
        sorted.sort(Comparator.comparing(Span::name).thenComparing(Span::from));
        var joined = new ArrayList<Span>();
        for (Span span : sorted) {
            Span last = joined.isEmpty() ? null : joined.getLast();
            boolean goesOn =
                    last != null
                            && last.name().equals(span.name())
                            && last.value().equals(span.value())
                            && last.to() >= span.from();
            if (last != null && goesOn) {
                long to = Math.max(last.to(), span.to());
                joined.set(joined.size() - 1, new Span(last.from(), to, last.name(), last.value()));
            } else {
                joined.add(span);
            }
        }
        return joined;
    }
}
