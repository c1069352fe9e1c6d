package xyz.groundmist.sync.documents.worker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What has to be taken out and put in to make one sequence the other: E. Myers, "An O(ND)
 * Difference Algorithm" (1986). Where the two differ in too much it is everything between their
 * common beginning and end.
 */
final class EditScript {
    /** Beyond so many differences nobody reads them one by one. */
    private static final int MOST = 1_000;

    /** {@code a[aFrom, aTo)} is replaced by {@code b[bFrom, bTo)}. */
    record Hunk(int aFrom, int aTo, int bFrom, int bTo) {}

    @FunctionalInterface
    interface Same {
        boolean at(int inA, int inB);
    }

    private EditScript() {}

    /** The hunks in ascending order; between them both are the same. */
    static List<Hunk> between(int a, int b, Same same) {
        int start = 0;
        while (start < a && start < b && same.at(start, start)) start++;
        int end = 0;
        while (end < a - start && end < b - start && same.at(a - 1 - end, b - 1 - end)) end++;
        int n = a - start - end;
        int m = b - start - end;
        if (n == 0 && m == 0) return List.of();
        if (n == 0 || m == 0) return List.of(new Hunk(start, start + n, start, start + m));
        return middle(start, n, m, same);
    }

    private static List<Hunk> middle(int start, int n, int m, Same same) {
        int most = Math.min(n + m, MOST);
        int[] ends = new int[2 * most + 3];
        List<int[]> rounds = new ArrayList<>();
        int offset = most + 1;
        for (int d = 0; d <= most; d++) {
            rounds.add(Arrays.copyOfRange(ends, offset - d - 1, offset + d + 2));
            for (int k = -d; k <= d; k += 2) {
                boolean down = k == -d || (k != d && ends[offset + k - 1] < ends[offset + k + 1]);
                int x = down ? ends[offset + k + 1] : ends[offset + k - 1] + 1;
                int y = x - k;
                while (x < n && y < m && same.at(start + x, start + y)) {
                    x++;
                    y++;
                }
                ends[offset + k] = x;
                if (x >= n && y >= m) return back(start, n, m, rounds, d);
            }
        }
        return List.of(new Hunk(start, start + n, start, start + m));
    }

    private static List<Hunk> back(int start, int n, int m, List<int[]> rounds, int last) {
        var hunks = new ArrayList<Hunk>();
        int x = n;
        int y = m;
        for (int d = last; d > 0; d--) {
            int[] ends = rounds.get(d); // around d + 1
            int k = x - y;
            boolean down = k == -d || (k != d && ends[d + k] < ends[d + k + 2]);
            int beforeX = down ? ends[d + k + 2] : ends[d + k];
            int beforeY = beforeX - (down ? k + 1 : k - 1);
            int toX = down ? beforeX : beforeX + 1;
            int toY = down ? beforeY + 1 : beforeY;
            add(hunks, new Hunk(start + beforeX, start + toX, start + beforeY, start + toY));
            x = beforeX;
            y = beforeY;
        }
        return hunks.reversed();
    }

    /** From the end to the beginning: neighbours become one. */
    private static void add(List<Hunk> hunks, Hunk next) {
        if (!hunks.isEmpty()) {
            Hunk after = hunks.getLast();
            if (after.aFrom() == next.aTo() && after.bFrom() == next.bTo()) {
                hunks.set(
                        hunks.size() - 1,
                        new Hunk(next.aFrom(), after.aTo(), next.bFrom(), after.bTo()));
                return;
            }
        }
        hunks.add(next);
    }
}
