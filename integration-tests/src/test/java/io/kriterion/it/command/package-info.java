/** The {@code kriterion} command as a process: exit codes, what it prints, what it leaves. */
@NullMarked
package io.kriterion.it.command;

import org.jspecify.annotations.NullMarked;
