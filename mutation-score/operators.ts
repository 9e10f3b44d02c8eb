/** What each operation is changed to: its neighbours, its opposite, or nothing. */
import ts from "typescript";

const BINARY: Record<string, readonly string[]> = {
  "<": ["<=", ">="],
  "<=": ["<", ">"],
  ">": [">=", "<="],
  ">=": [">", "<"],
  "===": ["!=="],
  "!==": ["==="],
  "+": ["-"],
  "-": ["+"],
  "*": ["/"],
  "/": ["*"],
  "%": ["*"],
  "<<": [">>"],
  ">>": ["<<"],
  ">>>": ["<<"],
  "&": ["|"],
  "|": ["&"],
  "&&": ["||"],
  "||": ["&&"],
  "+=": ["-="],
  "-=": ["+="],
  "&=": ["|="],
  "|=": ["&="],
  "??=": ["="],
};
/** Of these either operand alone is tried as well. */
const CHOICES = ["&&", "||", "??"];
const UPDATES: Record<string, string> = { "++": "--", "--": "++" };
const MATH: Record<string, string> = { min: "max", max: "min", floor: "ceil", ceil: "floor" };

/** Source texts to put in place of the node, each on its own; none where there is nothing to change. */
export function replacementsOf(node: ts.Node): string[] {
  const own = ownReplacements(node);
  return isCondition(node) ? [...own, "true", "false"] : own;
}

function ownReplacements(node: ts.Node): string[] {
  const text = node.getText();
  if (ts.isBinaryExpression(node)) return ofBinary(node);
  if (ts.isPrefixUnaryExpression(node)) return ofPrefix(node);
  if (ts.isPostfixUnaryExpression(node)) {
    return [node.operand.getText() + UPDATES[text.slice(-2)]];
  }
  if (ts.isNumericLiteral(node)) return ofNumber(text, Number(text), "");
  if (ts.isBigIntLiteral(node)) return ofNumber(text, BigInt(text.slice(0, -1)), "n");
  if (node.kind === ts.SyntaxKind.TrueKeyword) return ["false"];
  if (node.kind === ts.SyntaxKind.FalseKeyword) return ["true"];
  if (ts.isStringLiteral(node)) return node.text === "" || isCompared(node) ? [] : ['""'];
  if (ts.isTemplateExpression(node) || ts.isNoSubstitutionTemplateLiteral(node)) return ['""'];
  if (ts.isArrayLiteralExpression(node)) return ofList(node);
  if (ts.isCallExpression(node)) return ofCall(node, text);
  if (ts.isExpressionStatement(node)) return isSuperCall(node.expression) ? [] : [";"];
  if (ts.isBreakOrContinueStatement(node)) return [";"];
  if (ts.isReturnStatement(node) && !node.expression) return [";"];
  return [];
}

function ofBinary({ left, operatorToken, right, parent }: ts.BinaryExpression): string[] {
  const operator = operatorToken.getText();
  const [a, b] = [left.getText(), right.getText()];
  const replaced = [left, right].some(isText) ? [] : BINARY[operator] ?? [];
  const others = replaced.map((other) => `${a} ${other} ${b}`);
  const nested = ts.isBinaryExpression(parent) || ts.isPrefixUnaryExpression(parent);
  return [
    ...others.map((other) => nested ? `(${other})` : other),
    ...(CHOICES.includes(operator) ? [a, b] : []),
  ];
}

function ofPrefix({ operator, operand }: ts.PrefixUnaryExpression): string[] {
  const sign = ts.tokenToString(operator)!;
  const inner = operand.getText();
  return [sign in UPDATES ? UPDATES[sign] + inner : inner];
}

/** One more and one less, in the base of the source. */
function ofNumber(text: string, value: number | bigint, suffix: string): string[] {
  const base = /^0x/i.test(text) ? 16 : 10;
  const write = (n: number | bigint) => (base === 16 ? "0x" : "") + n.toString(base) + suffix;
  const [more, less] = typeof value === "bigint"
    ? [value + 1n, value - 1n]
    : [value + 1, value - 1];
  return less < 0 ? [write(more)] : [write(more), write(less)];
}

/** Each element left out. */
function ofList({ elements }: ts.ArrayLiteralExpression): string[] {
  return elements.map((gone) =>
    `[${elements.filter((element) => element !== gone).map((e) => e.getText()).join(", ")}]`
  );
}

function ofCall({ expression }: ts.CallExpression, text: string): string[] {
  if (!ts.isPropertyAccessExpression(expression)) return [];
  const other = expression.expression.getText() === "Math" && MATH[expression.name.text];
  return other ? [text.replace(/^Math\.\w+/, `Math.${other}`)] : [];
}

function isCondition(node: ts.Node): boolean {
  const { parent } = node;
  return ((ts.isIfStatement(parent) || ts.isWhileStatement(parent) || ts.isDoStatement(parent)) &&
    parent.expression === node) ||
    ((ts.isForStatement(parent) || ts.isConditionalExpression(parent)) &&
      parent.condition === node);
}

/** A sum of texts has no difference. */
function isText(node: ts.Node): boolean {
  return ts.isStringLiteral(node) || ts.isTemplateExpression(node);
}

/** To compare with another text is to turn the comparison around, which is done anyway. */
function isCompared({ parent }: ts.Node): boolean {
  return ts.isCaseClause(parent) ||
    (ts.isBinaryExpression(parent) && /^[!=]==$/.test(parent.operatorToken.getText()));
}

function isSuperCall(node: ts.Expression): boolean {
  return ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.SuperKeyword;
}
