import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { seeded } from './strange-texts.ts';

const ROOT = path.join(import.meta.dirname, '../..');

/** The files of a folder, in the order of their names, one behind the other; as often as it takes to be long enough. */
function filesOf(folder: string, ends: string, units: number): string {
  const names = readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ends))
    .sort();
  let text = '';
  for (const name of names) {
    text += `${readFileSync(path.join(ROOT, folder, name), 'utf8')}\n`;
    if (text.length >= units) break;
  }
  if (text === '') throw new Error(`${folder} has no ${ends}`);
  return text.repeat(Math.ceil(units / text.length)).slice(0, units);
}

/** Numbers below `n`, the lower the more often, as words are in a language. */
function rareness(random: () => number): (n: number) => number {
  return (n) => Math.min(n - 1, Math.floor(Math.exp(random() * Math.log(n + 1))) - 1);
}

const FRENCH =
  'de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont avec son être cette aux comme ou mais ' +
  "l'été d'abord qu'il n'est s'était aujourd'hui jusqu'à C'est L'œuvre même où déjà très après été leur peut fait tout deux sans";
const STEMS =
  'pass ferm parl regard pens march trouv laiss port entr cherch donn mont demand rest appel aim jou gagn chang travail comport évalu ' +
  'évit répét préfér gér intégr développ démontr réalis élabor écout éclair modifi étudi vérifi créat fabriqu organis administr optimis';
const ENDINGS =
  'er é ée és ées ait aient ant ement ation ations eur euse ons ez eront erait able ables age ages ique ité ités';
const CHINESE =
  '的 一 是 在 不 了 有 和 人 这 中 大 为 上 个 国 我 以 要 他 时 来 用 们 生 到 作 地 于 出 就 分 对 成 会 可 主 发 年 动 同 工 也 能 下 过 子 说 产 种 面 而 方 后 多 定 行 学 法 所 民 得 经 十 三 之 进 着 等 部 度 家 电 力 里 如 水 化 高 自 二 理 起 小 物 现 实 加 量 都 两 体 制 机 当 使 点 从 业 本 去 把 性 好 应 开 它 合 还 因 由 其 些 然 前 外 天 政 四 日 那 社 义 事 平 形 相 全 表 间 样 与 关 各 重 新 线 内 数 正 心 反 你 明 看 原 又 么 利 比 或 但 质 气 第 向 道 命 此 变 条 只 没 结 解 问 意 建 月 公 无 系 军 很 情 者 最 立 代 想 已 通 并 提 直 题 党 程 展 五 果 料 象 员 革 位 入 常 文 总 次 品 式 活 设 及 管 特 件 长 求 老 头 基 资 边 流 路 级 少 图 山 统 接 知 较 将 组 见 计 别 她 手 角 期 根 论 运 农 指 几 九 区 强 放 决 西 被 干 做 必 战 先 回 则 任 取 据 处 队 南 给 色 光 门 即 保 治 北 造 百 规 热 领 七 海 口 东 导 器 压 志 世 金 增 争 济 阶 油 思 术 极 交 受 联 什 认 六 共 权 收 证 改 清 己 美 再 采 转 更 单 风 切 打 白 教 速 花 带 安 场 身 车 例 真 务 具 万 每 目 至 达 走 积 示 议 声 报 斗 完 类 八 离 华 名 确 才 科 张 信 马 节 话 米 整 空 元 况 今 集 温 传 土 许 步 群 广 石 记 需 段 研 界 拉 林 律 叫 且 究 观 越 织 装 影 算 低 持 音 众 书 布 复 容 儿 须 际 商 非 验 连 断 深 难 近 矿 千 周 委 素 技 备 半 办 青 省 列 习 响 约 支 般 史 感 劳 便 团 往 酸 历 市 克 何 除 消 构 府 称 太 准 精 值 号 率 族 维 划 选 标 写 存 候 毛 亲 快 效 斯 院 查 江 型 眼 王 按 格 养 易 置 派 层 片 始 却 专 状 育 厂 京 识 适 属 圆 包 火 住 调 满 县 局 照 参 红 细 引 听 该 铁 价 严';

function prose(units: number, seed: number, next: (random: () => number) => string): string {
  const random = seeded(seed);
  const parts: string[] = [];
  for (let length = 0; length < units; ) {
    const part = next(random);
    parts.push(part);
    length += part.length;
  }
  return parts.join('').slice(0, units);
}

function french(units: number): string {
  const small = FRENCH.split(' ');
  const stems = STEMS.split(' ');
  const endings = ENDINGS.split(' ');
  return prose(units, 11, (random) => {
    const at = rareness(random);
    const word =
      random() < 0.55 ? small[at(small.length)] : `${stems[at(stems.length)]}${endings[at(endings.length)]}`;
    const end = random();
    return `${word}${end < 0.06 ? ', ' : end < 0.11 ? '. ' : end < 0.12 ? ' ; ' : end < 0.125 ? '.\n\n' : ' '}`;
  });
}

function chinese(units: number): string {
  const characters = CHINESE.split(' ');
  return prose(units, 12, (random) => {
    const at = rareness(random);
    const length = 1 + Math.floor(random() * 12);
    const run = Array.from({ length }, () => characters[at(characters.length)]).join('');
    const end = random();
    return `${run}${end < 0.6 ? '，' : end < 0.9 ? '。' : end < 0.95 ? '、“' : end < 0.98 ? ' API ' : '。\n'}`;
  });
}

function base64(units: number): string {
  const random = seeded(13);
  return Buffer.from(Array.from({ length: Math.ceil(units * 0.75) }, () => Math.floor(random() * 256)))
    .toString('base64')
    .slice(0, units);
}

/** Several scripts, and code with blanks of all kinds. */
function scripts(units: number): string {
  const words =
    'مرحبا بالعالم السلام عليكم البرمجة नमस्ते दुनिया संस्कृतम् है यह สวัสดี ภาษาไทย ครับ 안녕하세요 세계 프로그래밍 こんにちは 東京タワー です שלום עולם Привет мир информация Γειά σου κόσμε Việt Nam 😀 👩‍💻 🇫🇷 👍🏽 ❤️ naïve Straße ١٢٣ १२३'.split(
      ' ',
    );
  return prose(units, 14, (random) => {
    const word = words[Math.floor(random() * words.length)] ?? '';
    return `${word}${random() < 0.8 ? ' ' : random() < 0.5 ? '\n' : '، '}`;
  });
}

function oddBlanks(units: number): string {
  const words =
    'if (x) { return\tf(a,  b) } /* … */ // -- \u00a0 \u3000 \r\n\r\n \n\n\n\t\t \u2028 #define\tX\\ """doc""" => |> ::'.split(
      ' ',
    );
  const blanks = [' ', '  ', '    ', '\t', '\n', '\r\n', '\n\n', ' \n ', '\t ', '        '];
  return prose(units, 15, (random) => {
    const pick = (from: string[]): string => from[Math.floor(random() * from.length)] ?? '';
    return `${pick(words)}${pick(blanks)}`;
  });
}

export interface Corpus {
  id: string;
  title: string;
  /** The text, of so many bytes at the most: as many as UTF-16 units but for what is not ASCII. */
  text(bytes: number): string;
}

function cut(text: string, bytes: number): string {
  return Buffer.from(text)
    .subarray(0, bytes)
    .toString()
    .replace(/\ufffd+$/, '');
}

const corpus = (id: string, title: string, make: (units: number) => string): Corpus => ({
  id,
  title,
  text: (bytes) => cut(make(bytes), bytes),
});

/** Texts from files that are there and from seeds: the same every time in the same checkout. */
export const CORPORA: Corpus[] = [
  corpus('en', 'English prose', (units) => filesOf('node_modules', 'README.md', units)),
  corpus('ts', 'TypeScript', (units) => filesOf('src', '.ts', units)),
  corpus('json', 'JSON', (units) => filesOf('node_modules', 'package.json', units)),
  corpus('zh', 'Chinese', chinese),
  corpus('fr', 'French', french),
  corpus('base64', 'Base64', base64),
];

/** What else is compared with the oracles. */
export const MORE_CORPORA: Corpus[] = [
  corpus('scripts', 'many scripts', scripts),
  corpus('blanks', 'code with odd blanks', oddBlanks),
];
