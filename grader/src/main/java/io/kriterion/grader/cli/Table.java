package io.kriterion.grader.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A plain-text table whose columns are as wide as their widest cell. */
final class Table {

  private final List<List<String>> rows = new ArrayList<>();

  /** Adds a row; every row has as many cells as the first, and the last column is left as it is. */
  void add(List<String> cells) {
    rows.add(List.copyOf(cells));
  }

  void print(PrintStream out) {
    int columns = rows.getFirst().size();
    int[] widths =
        IntStream.range(0, columns)
            .map(column ->
                rows.stream()
                    .mapToInt(row -> row.get(column).codePointCount(0, row.get(column).length()))
                    .max()
                    .orElse(0))
            .toArray();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < columns; column++) {
        String cell = row.get(column);
        line.append(cell)
            .append(" ".repeat(widths[column] - cell.codePointCount(0, cell.length()) + 2));
      }
      out.println(line.toString().stripTrailing());
    }
  }
}
