package xyz.groundmist.sync.space;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SendBudgetTest {
    private static final int MB = 1 << 20;
    private final SendBudget budget = new SendBudget(32 * MB);

    @Test
    void messagesGetSmallerAsRoomGetsScarceAndNeverTooSmall() {
        assertThat(budget.largestMessage(4 * MB)).isEqualTo(4 * MB);
        budget.take(24 * MB);
        assertThat(budget.largestMessage(4 * MB)).isEqualTo(MB);
        budget.take(20 * MB);
        assertThat(budget.largestMessage(4 * MB)).isEqualTo(64 << 10);
    }

    @Test
    void aChangeLargerThanAllTheRoomGoesAlone() {
        assertThat(budget.largestChange()).isGreaterThan(100 * MB);
        budget.take(100 * MB);
        assertThat(budget.largestChange()).isEqualTo(64 << 10);
        budget.give(100 * MB);
        assertThat(budget.largestChange()).isGreaterThan(100 * MB);
    }

    @Test
    void manyThatNeverReadTakeLittleMoreThanTheBudget() {
        long all = 0;
        for (int socket = 0; socket < 200; socket++) {
            int message = (int) budget.largestMessage(4 * MB);
            budget.take(message);
            all += message;
        }
        assertThat(all).isLessThan(48L * MB);
    }
}
