// Mark and sweep over the top-level statements of one bundled module.
//
// Bundlers keep a class whose static fields are assigned after it (`class A {}  A.x = …`), because the assignment is a
// side effect. deep-chat's distribution has dozens of those for services that the widget never opens. Here such an
// assignment belongs to its class, and goes with it when nothing that is reachable names the class.

import { parse } from "acorn";

const isKey = (parent, key) =>
  !parent.computed &&
  ((parent.type === "MemberExpression" && key === "property") ||
    (["Property", "MethodDefinition", "PropertyDefinition"].includes(parent.type) && key === "key"));

/** Every identifier below a node; shadowed names count too, which can only keep more than needed. */
function identifiers(node, found = new Set()) {
  if (Array.isArray(node)) for (const child of node) identifiers(child, found);
  else if (node && typeof node.type === "string") {
    if (node.type === "Identifier") found.add(node.name);
    else for (const key of Object.keys(node)) if (!isKey(node, key)) identifiers(node[key], found);
  }
  return found;
}

/** The name that an assignment such as `A.x = …` or `A.prototype.x = …` belongs to. */
function ownerOf(node) {
  if (node.type !== "AssignmentExpression" || node.left.type !== "MemberExpression") return undefined;
  let target = node.left;
  while (target.type === "MemberExpression") target = target.object;
  return target.type === "Identifier" ? target.name : undefined;
}

/** The pieces that can be kept or dropped alone: declarations, declarators, and members of comma expressions. */
function unitsOf(statement) {
  switch (statement.type) {
    case "VariableDeclaration":
      return statement.declarations.map((node) => ({
        node,
        defines: identifiers(node.id),
        uses: identifiers(node.init),
      }));
    case "ClassDeclaration":
    case "FunctionDeclaration":
      return [{ node: statement, defines: new Set([statement.id.name]), uses: identifiers(statement) }];
    case "ExpressionStatement": {
      const { expression } = statement;
      const parts = expression.type === "SequenceExpression" ? expression.expressions : [expression];
      return parts.map((node) => ({ node, defines: new Set(), uses: identifiers(node), owner: ownerOf(node) }));
    }
    default:
      return [{ node: statement, defines: new Set(), uses: identifiers(statement) }];
  }
}

function reachable(units) {
  const needed = new Map();
  const need = (name, unit) => needed.set(name, [...(needed.get(name) ?? []), unit]);
  const declared = new Set(units.flatMap((unit) => [...unit.defines]));
  for (const unit of units) {
    for (const name of unit.defines) need(name, unit);
    if (declared.has(unit.owner)) need(unit.owner, unit);
  }
  const live = new Set(units.filter((unit) => unit.defines.size === 0 && !declared.has(unit.owner)));
  for (const unit of live) for (const name of unit.uses) for (const other of needed.get(name) ?? []) live.add(other);
  return live;
}

/** The module without what nothing reaches. */
export function prune(code) {
  const { body } = parse(code, { ecmaVersion: "latest", sourceType: "module" });
  const statements = body.map((statement) => ({ statement, units: unitsOf(statement) }));
  const live = reachable(statements.flatMap(({ units }) => units));
  return statements
    .map(({ statement, units }) => {
      const kept = units.filter((unit) => live.has(unit)).map(({ node }) => code.slice(node.start, node.end));
      if (kept.length === 0) return "";
      return (statement.type === "VariableDeclaration" ? `${statement.kind} ` : "") + kept.join(",") + ";\n";
    })
    .join("");
}
