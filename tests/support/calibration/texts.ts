/** Words and lines of which texts of each kind are made. */
const ENGLISH =
  'the a of and to in that it is was for on are with as they be at one have this from or had by but some what there we can out other were all your when up use how each she which their if will way about many then them would write like so these her long make thing see him two has look more day could go come did my sound no most number who over know water than call first people may down side been now find any new work part take get place made live where after back little only round man year came show every good give our under name very through just form much great think say help low line before turn cause same mean differ move right boy old too does tell sentence set three want air well also play small end put home read hand port large spell add even land here must big high such follow act why ask men change went light kind off need house picture try us again animal point mother world near build self earth father parser configuration request response certificate exception deployment'.split(
    ' ',
  );
const FRENCH =
  'le la les un une de du des et à il elle nous vous ils être avoir faire pouvoir dire aller voir vouloir venir devoir prendre trouver donner parler mettre savoir passer regarder aimer croire demander rester répondre entendre penser arriver connaître devenir sentir sembler tenir comprendre rendre attendre sortir vivre entrer porter chercher revenir appeler mourir partir jeter suivre écrire montrer tomber ouvrir arrêter perdre commencer paraître marcher lever permettre asseoir apprendre souvent toujours jamais aujourd’hui déjà très bien peut-être pourtant cependant l’été l’école fenêtre forêt île cœur sœur œuvre garçon français ça où c’est qu’il n’y d’abord jusqu’à configuration requête réponse développement'.split(
    ' ',
  );
const CHINESE =
  '我们 你们 他们 这个 那个 什么 怎么 可以 没有 知道 现在 时候 问题 工作 开发 程序 文件 系统 数据 用户 请求 服务器 代码 函数 变量 测试 错误 修改 运行 配置 接口 网络 安全 性能 内存 线程 编译 模块 版本 更新 设计 需要 应该 因为 所以 如果 但是 然后 首先 最后 已经 开始 结束 非常 重要 简单 复杂 完成 继续 检查 返回 结果 输入 输出 目录 读取 写入 删除 创建 的 了 在 是 和 与 把 被 对 从 到 就 都 也 还 很 更 最'.split(
    ' ',
  );
const NAMES =
  'parseRequest readConfig token_count userName fetchAll HTTPServer onMessage buildIndex maxRetries is_valid render queue cacheKey writeBatch sessionId toJSON handler result items index value options error response'.split(
    ' ',
  );
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export const TEXT_KINDS = ['english', 'french', 'chinese', 'code', 'json', 'base64'] as const;
export type TextKind = (typeof TEXT_KINDS)[number];

type Random = () => number;

function pick(from: readonly string[], random: Random): string {
  return from[Math.floor(random() * from.length)] ?? '';
}

function prose(words: readonly string[], random: Random, units: number): string {
  let text = '';
  while (text.length < units) {
    const length = 4 + Math.floor(random() * 14);
    const sentence = Array.from({ length }, () => pick(words, random)).join(' ');
    const [end, gap] = random() < 0.15 ? ['.', '\n\n'] : [pick(['.', '.', '?', ', so'], random), ' '];
    text += `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}${end}${gap}`;
  }
  return text;
}

function chinese(random: Random, units: number): string {
  let text = '';
  while (text.length < units) {
    const length = 4 + Math.floor(random() * 12);
    for (let i = 0; i < length; i++)
      text += random() < 0.05 ? ` ${pick(NAMES, random)} ` : pick(CHINESE, random);
    text += pick(['。', '，', '；', '？\n', '。\n\n'], random);
  }
  return text;
}

function code(random: Random, units: number): string {
  let text = "import { readFile } from 'node:fs/promises';\n\n";
  while (text.length < units) {
    const [name, other] = [pick(NAMES, random), pick(NAMES, random)];
    const number = Math.floor(random() * 5000);
    text += pick(
      [
        `export async function ${name}(${other}: string, limit = ${number}): Promise<void> {\n  const found = await this.${other}(limit);\n  if (found === undefined) throw new Error(\`no ${other} at \${limit}\`);\n}\n\n`,
        `  // ${prose(ENGLISH, random, 40).trim()}\n  for (const [${other}, at] of ${name}.entries()) {\n    if (at > ${number}) break;\n    total += ${other}.length;\n  }\n`,
        `    ${number}\t    return { ${name}: ${other} ?? null, at: ${number} };\n`,
        `def ${name}(self, ${other}=None):\n    """${prose(ENGLISH, random, 30).trim()}"""\n    return [x for x in self.${other} if x > ${number}]\n\n`,
        `-    const ${name} = ${other}[${number}];\n+    const ${name} = ${other}.get(${number}) ?? '';\n`,
      ],
      random,
    );
  }
  return text;
}

function json(random: Random, units: number): string {
  const rows: unknown[] = [];
  let size = 0;
  while (size < units) {
    const row = {
      id: Math.floor(random() * 1e9),
      name: `${pick(NAMES, random)}.ts`,
      path: `/home/user/project/src/${pick(NAMES, random)}/${pick(ENGLISH, random)}.ts`,
      score: Number(random().toFixed(6)),
      tags: [pick(ENGLISH, random), pick(ENGLISH, random)],
      at: new Date(1.7e12 + Math.floor(random() * 1e11)).toISOString(),
      ok: random() < 0.5,
      note: random() < 0.4 ? null : prose(ENGLISH, random, 30).trim(),
    };
    size += JSON.stringify(row).length;
    rows.push(row);
  }
  return JSON.stringify(rows, null, random() < 0.5 ? 2 : 0);
}

function base64(random: Random, units: number): string {
  return Array.from({ length: units }, () => BASE64.charAt(Math.floor(random() * 64))).join('');
}

/** A text of a kind, of about so many UTF-16 units. */
export function textOf(kind: TextKind, random: Random, units: number): string {
  switch (kind) {
    case 'english':
      return prose(ENGLISH, random, units);
    case 'french':
      return prose(FRENCH, random, units);
    case 'chinese':
      return chinese(random, units / 2);
    case 'code':
      return code(random, units);
    case 'json':
      return json(random, units);
    case 'base64':
      return base64(random, units);
  }
}

export { NAMES as IDENTIFIERS };
