/**
 * What the windows show and do, without the windows: views (records of words), and models that make
 * them out of the state of the process and carry out what a person chooses.
 *
 * <p>No JavaFX in here, so that every rule of the windows can be tested without one. Everything is
 * confined to the thread of the windows; {@link xyz.groundmist.sync.desktop.model.Work} takes what
 * may take long elsewhere and brings the result back.
 */
@NullMarked
package xyz.groundmist.sync.desktop.model;

import org.jspecify.annotations.NullMarked;
