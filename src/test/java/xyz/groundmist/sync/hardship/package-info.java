/**
 * The packaged server under hardship: hostile clients, crashes, full disks. Tests here start it as
 * a process of its own and look at it from outside.
 */
@NullMarked
package xyz.groundmist.sync.hardship;

import org.jspecify.annotations.NullMarked;
