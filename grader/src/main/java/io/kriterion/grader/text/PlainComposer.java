package io.kriterion.grader.text;

import java.util.List;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.parser.Parser;

/**
 * Composes nodes without YAML 1.1's merge key: {@code <<} is a key like any other, as YAML 1.2 and
 * JSON have it.
 */
final class PlainComposer extends Composer {
  PlainComposer(LoadSettings settings, Parser parser) {
    super(settings, parser);
  }

  @Override
  protected void composeMappingChildren(List<NodeTuple> children, MappingNode node) {
    super.composeMappingChildren(children, node);
    node.setHasMergeTag(false);
  }
}
