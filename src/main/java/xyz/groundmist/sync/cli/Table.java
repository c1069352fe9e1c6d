package xyz.groundmist.sync.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Rows in aligned columns, two spaces apart; numbers stand to the right. */
final class Table {
    private final List<List<String>> rows = new ArrayList<>();
    private final int[] widths;
    private final boolean[] right;

    /**
     * @param titles of the columns; a title that ends in a space marks a column of numbers
     */
    Table(String... titles) {
        widths = new int[titles.length];
        right = new boolean[titles.length];
        for (int i = 0; i < titles.length; i++) right[i] = titles[i].endsWith(" ");
        row(List.of(titles).stream().map(String::strip).toArray(String[]::new));
    }

    void row(String... cells) {
        for (int i = 0; i < cells.length; i++) {
            widths[i] = Math.max(widths[i], cells[i].codePointCount(0, cells[i].length()));
        }
        rows.add(List.of(cells));
    }

    void print(PrintWriter out) {
        for (List<String> row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                String cell = row.get(i);
                String gap = " ".repeat(widths[i] - cell.codePointCount(0, cell.length()));
                line.append(i == 0 ? "" : "  ").append(right[i] ? gap + cell : cell + gap);
            }
            out.println(line.toString().stripTrailing());
        }
    }
}
