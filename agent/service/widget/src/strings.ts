/** Every word of the widget's own. */

export interface Strings {
  readonly open: string;
  readonly close: string;
  readonly dialog: (shop: string) => string;
  readonly menu: string;
  readonly fresh: string;
  readonly freshDone: string;
  readonly forget: string;
  readonly forgetTitle: string;
  readonly forgetMore: string;
  readonly forgetYes: string;
  readonly forgetNo: string;
  readonly forgotten: string;
  readonly forgetFailed: string;
  readonly online: string;
  readonly connecting: string;
  readonly offline: string;
  readonly offlineMore: string;
  readonly troubled: string;
  readonly retry: string;
  readonly log: string;
  readonly placeholder: string;
  readonly send: string;
  readonly attach: string;
  readonly dropHere: string;
  readonly removePicture: (name: string) => string;
  readonly uploading: (name: string) => string;
  readonly notAPicture: (name: string) => string;
  readonly tooLarge: (name: string, limit: string) => string;
  readonly tooMany: (most: number) => string;
  readonly uploadFailed: (name: string) => string;
  readonly picture: string;
  readonly tooLong: (over: number) => string;
  readonly you: string;
  readonly agent: string;
  readonly greeting: (shop: string) => string;
  readonly greetingMore: string;
  readonly starters: readonly string[];
  readonly productStarters: readonly string[];
  readonly sending: string;
  readonly waitsForLine: string;
  readonly notSent: string;
  readonly again: string;
  readonly typing: string;
  readonly tools: Readonly<Record<string, string>>;
  readonly failedReply: string;
  readonly products: (count: number) => string;
  readonly from: (price: string) => string;
  readonly wasPrice: (price: string) => string;
  readonly rated: (rating: string, count: number) => string;
  readonly inStock: string;
  readonly fewLeft: (count: number) => string;
  readonly soldOut: string;
  readonly choices: (count: number, option: string) => string;
  readonly compare: string;
  readonly compareProduct: (title: string) => string;
  readonly pickAnother: string;
  readonly compareTwo: string;
  readonly compareQuestion: (one: string, other: string) => string;
  readonly clearCompare: string;
  readonly source: (count: number, title: string) => string;
  readonly page: (page: number) => string;
  readonly readMore: string;
  readonly quickReplies: string;
  readonly filters: string;
  readonly relaxed: (filter: string) => string;
  readonly confirmTitle: string;
  readonly settled: Readonly<Record<string, string>>;
  readonly yes: string;
  readonly no: string;
  readonly handedOff: string;
  readonly joined: (name: string) => string;
  readonly left: (name: string) => string;
  readonly toLatest: string;
  readonly unread: (count: number) => string;
  readonly says: (who: string, text: string) => string;
}

const ENGLISH: Strings = {
  open: "Open chat",
  close: "Close chat",
  dialog: (shop) => `Chat with ${shop}`,
  menu: "Conversation menu",
  fresh: "Start a new conversation",
  freshDone: "A new conversation was started.",
  forget: "Delete this conversation",
  forgetTitle: "Delete this conversation?",
  forgetMore: "It is removed here and at the shop, with its pictures. This cannot be undone.",
  forgetYes: "Delete",
  forgetNo: "Keep it",
  forgotten: "The conversation was deleted.",
  forgetFailed: "The conversation could not be deleted. Please try again later.",
  online: "Here to help, day and night",
  connecting: "Connecting…",
  offline: "Offline",
  offlineMore: "You are offline. Messages are sent when the line is back.",
  troubled: "The shop cannot be reached. Trying again…",
  retry: "Try now",
  log: "Conversation",
  placeholder: "Write a message…",
  send: "Send message",
  attach: "Add a picture",
  dropHere: "Drop pictures here",
  removePicture: (name) => `Remove ${name}`,
  uploading: (name) => `Uploading ${name}`,
  notAPicture: (name) => `${name} is not a JPEG, PNG or WebP picture.`,
  tooLarge: (name, limit) => `${name} is larger than ${limit}.`,
  tooMany: (most) => `At most ${most} pictures go with one message.`,
  uploadFailed: (name) => `${name} could not be uploaded.`,
  picture: "Picture",
  tooLong: (over) => `${over} characters too many`,
  you: "You",
  agent: "Assistant",
  greeting: (shop) => `Welcome to ${shop}`,
  greetingMore: "Ask about products, delivery, returns or your order. Answers come with their sources.",
  starters: ["What is your returns policy?", "Help me find a gift", "Where is my order?"],
  productStarters: ["Is this in stock?", "What sizes and colours are there?", "Show me something similar"],
  sending: "Sending…",
  waitsForLine: "Will be sent when you are back online",
  notSent: "Not sent",
  again: "Try again",
  typing: "Typing…",
  tools: {
    search_products: "Looking through the shelves…",
    get_product: "Checking the product…",
    compare_products: "Comparing…",
    answer_question: "Reading our policies…",
  },
  failedReply: "That did not work. Please try again.",
  products: (count) => (count === 1 ? "1 product" : `${count} products`),
  from: (price) => `from ${price}`,
  wasPrice: (price) => `Before: ${price}`,
  rated: (rating, count) => `Rated ${rating} of 5 by ${count}`,
  inStock: "In stock",
  fewLeft: (count) => `Only ${count} left`,
  soldOut: "Sold out",
  choices: (count, option) => `${count} ${option}${count === 1 || option.endsWith("s") ? "" : "s"}`,
  compare: "Compare",
  compareProduct: (title) => `Compare ${title}`,
  pickAnother: "Pick another to compare",
  compareTwo: "Compare these two",
  compareQuestion: (one, other) => `Compare "${one}" and "${other}"`,
  clearCompare: "Stop comparing",
  source: (count, title) => `Source ${count}: ${title}`,
  page: (page) => `page ${page}`,
  readMore: "Read more",
  quickReplies: "Suggested answers",
  filters: "Filters",
  relaxed: (filter) => `Nothing fitted “${filter}”, so it was left out`,
  confirmTitle: "Please confirm",
  settled: {
    sending: "Sending your answer …",
    done: "Done",
    declined: "Not done, as you wished",
    superseded: "Replaced by a newer question; nothing was done",
    expired: "Too old; nothing was done. Please ask again",
  },
  yes: "Yes, do it",
  no: "No, leave it",
  handedOff: "A colleague has been asked to join this conversation.",
  joined: (name) => `${name} has joined the conversation.`,
  left: (name) => `${name} has left. The assistant answers again.`,
  toLatest: "Go to the newest message",
  unread: (count) => (count === 1 ? "1 new message" : `${count} new messages`),
  says: (who, text) => `${who}: ${text}`,
};

/** Between Chinese and Latin letters there is a space. */
function spaced(name: string): string {
  return name.replace(/^(?=[\p{Script=Latin}\d])/u, " ").replace(/(?<=[\p{Script=Latin}\d])$/u, " ");
}

const CHINESE: Strings = {
  open: "打开聊天",
  close: "关闭聊天",
  dialog: (shop) => `与${spaced(shop)}聊天`,
  menu: "对话菜单",
  fresh: "开始新的对话",
  freshDone: "已开始新的对话。",
  forget: "删除这段对话",
  forgetTitle: "要删除这段对话吗？",
  forgetMore: "对话和其中的图片会从这里和店铺一并删除，无法恢复。",
  forgetYes: "删除",
  forgetNo: "保留",
  forgotten: "对话已删除。",
  forgetFailed: "对话删除失败，请稍后再试。",
  online: "全天候为您服务",
  connecting: "正在连接…",
  offline: "已离线",
  offlineMore: "您已离线，恢复连接后会自动发送消息。",
  troubled: "暂时连不上店铺，正在重试…",
  retry: "立即重试",
  log: "对话内容",
  placeholder: "请输入您的问题…",
  send: "发送消息",
  attach: "添加图片",
  dropHere: "把图片拖到这里",
  removePicture: (name) => `移除${name}`,
  uploading: (name) => `正在上传${name}`,
  notAPicture: (name) => `${name}不是JPEG、PNG或WebP图片。`,
  tooLarge: (name, limit) => `${name}超过了${limit}。`,
  tooMany: (most) => `一条消息最多附带${most}张图片。`,
  uploadFailed: (name) => `${name}上传失败。`,
  picture: "图片",
  tooLong: (over) => `超出${over}个字`,
  you: "您",
  agent: "店小二",
  greeting: (shop) => `欢迎光临${spaced(shop).trimEnd()}`,
  greetingMore: "商品、配送、退换货、订单，都可以问。每个回答都注明出处。",
  starters: ["退货政策是什么？", "帮我挑一份礼物", "我的订单到哪里了？"],
  productStarters: ["这件有货吗？", "有哪些尺码和颜色？", "有没有类似的？"],
  sending: "发送中…",
  waitsForLine: "恢复连接后发送",
  notSent: "未发送",
  again: "重试",
  typing: "正在输入…",
  tools: {
    search_products: "正在翻找货架…",
    get_product: "正在查看商品…",
    compare_products: "正在比较…",
    answer_question: "正在查阅店铺政策…",
  },
  failedReply: "出了点问题，请再试一次。",
  products: (count) => `${count}件商品`,
  from: (price) => `${price}起`,
  wasPrice: (price) => `原价${price}`,
  rated: (rating, count) => `评分${rating}（满分5分），共${count}条评价`,
  inStock: "有货",
  fewLeft: (count) => `仅剩${count}件`,
  soldOut: "已售罄",
  choices: (count, option) => `${count}种${option}`,
  compare: "对比",
  compareProduct: (title) => `对比${title}`,
  pickAnother: "再选一件来对比",
  compareTwo: "对比这两件",
  compareQuestion: (one, other) => `比较一下“${one}”和“${other}”`,
  clearCompare: "取消对比",
  source: (count, title) => `出处${count}：${title}`,
  page: (page) => `第${page}页`,
  readMore: "查看全文",
  quickReplies: "建议的回答",
  filters: "筛选条件",
  relaxed: (filter) => `没有符合“${filter}”的商品，已放宽该条件`,
  confirmTitle: "请确认",
  settled: {
    sending: "正在发送您的回答…",
    done: "已办理",
    declined: "按您的意思没有办理",
    superseded: "已由新的确认代替，没有办理",
    expired: "已过期，没有办理，请重新提出",
  },
  yes: "好的，确认",
  no: "不，算了",
  handedOff: "已请同事加入对话。",
  joined: (name) => `${name}已加入对话。`,
  left: (name) => `${name}已离开，由助手继续为您服务。`,
  toLatest: "跳到最新消息",
  unread: (count) => `${count}条新消息`,
  says: (who, text) => `${who}：${text}`,
};

export function stringsOf(locale: "en" | "zh"): Strings {
  return locale === "zh" ? CHINESE : ENGLISH;
}
