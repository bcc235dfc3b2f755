/**
 * Sentences in Chinese: a decline as a cashier reads it aloud.
 *
 * @module
 */
import { type Sentences, type Unusable, wordIn } from "./Sentences.ts"
import { moneyText, timeText } from "./Shown.ts"

const conditions = {
  outlets: "不能在本店使用",
  owners: "不能在该业主的门店使用",
  regions: "不能在本地区使用",
  channels: "不能以此方式使用",
  terminalKinds: "不能在此类终端上使用",
  categories: "不能用于这些商品",
  weekdays: "今天不能使用",
  hours: "此时段不能使用",
  minimumBasket: "需要更高的消费金额",
  noVoucher: "不是此卡的代金券",
  named: "是必须指明的代金券",
  atOnce: "同类一次用得过多",
  with: "不能与其他的同时使用",
  maximumShare: "已付到本次消费的最高比例",
  maximumPerOperation: "已付到单次最高金额",
  onlyWhereLoaded: "只能在充值的门店使用",
  expired: "已过期",
  scheduled: "尚未发放",
  held: "已被另一笔消费预留"
}

const capabilities = {
  load: "充值",
  reportLost: "挂失",
  replace: "换卡",
  cashOut: "提现",
  transfer: "转移到另一张卡",
  convert: "转为记名卡",
  unlinkedRefund: "无凭证退款",
  redeem: "刷卡消费",
  issue: "发卡",
  refund: "退款",
  manage: "卡片管理",
  pin: "设置密码",
  numberOrder: "预取卡号",
  oneTimeCode: "向持卡人发送验证码",
  offlineCode: "脱机授权"
}

const verifications = {
  pin: "请持卡人输入密码。",
  pinNotSet: "持卡人须先设置密码。",
  oneTimeCode: "请持卡人提供收到的验证码。",
  cardSecret: "请读取卡上的安全码。"
}

const sides = { debit: "消费", credit: "充值", both: "消费和充值" }

const shiftFaults = {
  unknown: "没有此班次",
  closed: "已结班",
  open: "尚未结班",
  takenOver: "已由另一班次接管",
  anotherOutlet: "属于其他门店",
  anotherTerminal: "在其他终端上",
  anotherOperator: "是他人的班次",
  name: "此名称已用过",
  operator: "操作员的该班次尚未结束",
  terminal: "该班次在终端上尚未结束"
}

const unusable = (lots: ReadonlyArray<Unusable>): string => {
  const said = lots.map(
    ({ reason, subWallet }) => `${subWallet ?? "指明的部分"}${wordIn(conditions, reason)}`
  )
  return said.length === 0 ? "其中没有可用的" : [...new Set(said)].join("，")
}

export const chineseSentences: Sentences = {
  IdempotencyConflict: ({ field }) => `此键已用于另一请求（${field} 不同），请使用新的键。`,
  InProgress: () => "同一请求仍在处理中，请稍后再查询。",
  ProgramUnknown: ({ id }) => `没有卡项目 ${id}。`,
  OwnerUnknown: ({ id }) => `没有业主 ${id}。`,
  OutletUnknown: ({ id }) => `没有门店 ${id}。`,
  OutletInactive: ({ id }) => `门店 ${id} 已关闭。`,
  TerminalUnknown: ({ id }) => `没有终端 ${id}。`,
  TerminalInactive: ({ id }) => `终端 ${id} 已停用。`,
  OperatorUnknown: ({ id }) => `没有操作员 ${id}。`,
  NotPermitted: ({ right }) => `没有权限：${right}。`,
  CapabilityOff: ({ capability }) => `此处或此卡不支持${wordIn(capabilities, capability)}。`,
  ShiftNotOpen: ({ shift, why }) =>
    shift === "" ? "请先开班。" : `班次 ${shift} 内不能操作：${wordIn(shiftFaults, why)}。`,
  ShiftNotClosed: ({ shift, why }) => `班次 ${shift} 的钱箱不能接管：${wordIn(shiftFaults, why)}。`,
  ShiftTaken: ({ shift, why }) => `与班次 ${shift} 冲突：${wordIn(shiftFaults, why)}。`,
  StaleVersion: ({ version }) => `期间已被更改，最新版本为 ${version}，请查看后再改。`,
  CycleUnknown: ({ id }) => `没有清算周期 ${id}。`,
  PeriodOpen: ({ through }) => `截至 ${through} 的清算期尚未结束。`,
  PeriodSettled: ({ through }) => `截至 ${through} 已结算。`,
  PeriodNotApproved: ({ approvals, needed }) => `需 ${needed} 人批准，已有 ${approvals} 人。`,
  PeriodLocked: ({ lockedThrough }) => `账册已结账至 ${lockedThrough}（含当日）。`,
  CardNotAccepted: () => "此卡无法受理。",
  CardUnknown: () => "没有此卡。",
  CardNumberInvalid: () => "卡号读取有误：校验位不符。",
  DuplicateCredential: () => "此卡号已在使用。",
  NotActivated: () => "此卡尚未激活。",
  AlreadyActive: () => "此卡已激活。",
  Blocked: ({ since }, shown) => `此卡自 ${timeText(since, shown)} 起已冻结。`,
  Hotlisted: ({ since }, shown) => `此卡已于 ${timeText(since, shown)} 挂失或更换。`,
  CardExpired: ({ since }, shown) => `此卡已于 ${timeText(since, shown)} 到期。`,
  AccountFrozen: ({ side }) => `账户已冻结${wordIn(sides, side)}。`,
  AccountClosed: ({ status }) => `账户已关闭（${status}）。`,
  IdentityRequired: ({ rule, threshold }, shown) =>
    `自 ${moneyText(threshold, shown)} 起须核实持卡人身份（${rule}）。`,
  VerificationRequired: ({ kind }) =>
    verifications[kind as keyof typeof verifications] ?? `请持卡人提供 ${kind}。`,
  VerificationFailed: ({ triesLeft }) => `不正确，还可尝试 ${triesLeft} 次。`,
  VerificationLocked: ({ until }, shown) => `尝试次数过多，${timeText(until, shown)} 前不再受理。`,
  AuthorizationCodeRequired: () => "须由经理以授权码批准。",
  AuthorizationCodeInvalid: ({ why }) => `经理的授权码无效：${why}。`,
  OriginalNotFound: () => "没有所指的原操作。",
  OriginalReversed: ({ reversal }) => `原操作已被 ${reversal} 冲正。`,
  PreviouslyReversed: ({ reversal }) => `该操作此前已被 ${reversal} 冲正。`,
  AlreadyConfirmed: ({ at }, shown) => `该充值已于 ${timeText(at, shown)} 确认。`,
  FurtherActivityPreventsReversal: ({ activity }) => `已不能冲正：${activity}。`,
  ReversalWindowClosed: ({ closedAt }, shown) => `冲正期限为 ${timeText(closedAt, shown)}，请改为退款。`,
  ExceedsRefundable: ({ left }, shown) => `最多还可退 ${moneyText(left, shown)}。`,
  HoldNotFound: () => "没有此预授权。",
  HoldExpired: ({ at }, shown) => `预授权已于 ${timeText(at, shown)} 到期。`,
  AlreadyCaptured: ({ at }, shown) => `预授权已于 ${timeText(at, shown)} 完成。`,
  AlreadyReleased: ({ at }, shown) => `预授权已于 ${timeText(at, shown)} 撤销。`,
  ExceedsHold: ({ outstanding, tolerance }, shown) =>
    `预授权还剩 ${moneyText(outstanding, shown)}${tolerance > 0n ? `，另有容差 ${moneyText(tolerance, shown)}` : ""}。`,
  HoldsOpen: ({ holds }) => `此卡还有 ${holds.length} 笔未结束的预授权。`,
  CurrencyMismatch: ({ expected }) => `此卡的币种是 ${expected}。`,
  StaleQuote: () => "报价后情况已变，请重新询价。",
  BalanceChanged: ({ ledger }, shown) => `余额已变，现为 ${moneyText(ledger, shown)}。`,
  NotAccepted: ({ lots }) => `卡内有余额，但${unusable(lots)}。`,
  LimitExceeded: ({ limit, resetsAt, room }, shown) =>
    `限额 ${limit} ${resetsAt === undefined ? "" : `在 ${timeText(resetsAt, shown)} 前`}还剩 ${moneyText(room, shown)}。`,
  BalanceLimitExceeded: ({ limit, room }, shown) =>
    `按限额 ${limit}，此卡最多还可存入 ${moneyText(room, shown)}。`,
  QuotaExceeded: ({ left }, shown) => `本店还可充值 ${moneyText(left, shown)}。`,
  OperatorLimitExceeded: ({ left }, shown) => `该操作员还可办理 ${moneyText(left, shown)}。`,
  CashOutNotDue: ({ threshold }, shown) => `只有不超过 ${moneyText(threshold, shown)} 的余额可以提现。`,
  InsufficientFunds: ({ approvable, held, heldUntil }, shown) => {
    const until = heldUntil === undefined ? "" : `至 ${timeText(heldUntil, shown)}`
    const reserved =
      held === undefined || held === 0n ? "" : `；另有 ${moneyText(held, shown)} 被预留${until}`
    return `此处现在只能使用 ${moneyText(approvable, shown)}${reserved}。`
  },
  ProgramRuleViolation: ({ sentence }) => `不符合卡项目规则：${sentence}`
}
