/**
 * What holders are told in Chinese.
 *
 * @module
 */
import type { Sentence, Template, ToldKind } from "./Texts.ts"

const balance = "余额{balance}。"
const points: Sentence = ["获得{earned}，共{allPoints}。", "扣回{takenBack}，共{allPoints}。"]
const paid: Template = [
  ["您的卡{card}在{outlet}消费{amount}。", "您的卡{card}消费{amount}。"],
  "还需支付{due}。",
  balance,
  points
]
const refunded: Template = [
  ["{outlet}向您的卡{card}退款{amount}。", "您的卡{card}收到退款{amount}。"],
  balance,
  points
]
const loaded: Template = [
  ["您的卡{card}在{outlet}充值{amount}。", "您的卡{card}充值{amount}。"],
  "另有{paidOff}用于偿还欠款。",
  balance,
  points
]
const unpaid: Template = ["您的卡{card}有一笔{amount}的充值未付款，已取消。"]
const free: Template = ["您的卡{card}已解除预留{amount}。", balance]

export const chinese: Readonly<Record<ToldKind, Template>> = {
  cardIssued: ["卡{card}已开卡。", "充值{amount}。", balance],
  cardActivated: ["卡{card}已激活。", "充值{amount}。", balance],
  cardDeactivated: ["卡{card}已停用。"],
  cardReactivated: ["卡{card}已重新激活。"],
  cardBlocked: ["卡{card}已锁定。"],
  cardUnblocked: ["卡{card}已解锁。"],
  cardLost: ["卡{card}已挂失，不能使用。"],
  cardReplaced: ["新卡{card}已替换旧卡。"],
  cardLinked: ["卡{card}已加入您的账户。"],
  cardTypeChanged: ["卡{card}现为{type}。"],
  accountFrozen: ["卡{card}的账户已冻结。"],
  accountUnfrozen: ["卡{card}的账户已解冻。"],
  accountClosed: ["卡{card}的账户已销户。"],
  accountConverted: ["卡{card}已实名登记。"],
  accountMerged: ["卡{card}已合并，{amount}已转入另一张卡。"],
  expiryChanged: [["卡{card}内金额的有效期改为{until}。", "卡{card}内金额的有效期已更改。"]],
  holderIdentified: ["已使用卡{card}登录。如非本人操作，请立即联系我们。"],
  pinSet: ["卡{card}的密码已设置。如非本人操作，请立即联系我们。"],
  pinUnlocked: ["卡{card}的密码已解锁。"],
  valueLoaded: loaded,
  loadConfirmed: loaded,
  loadFailed: unpaid,
  loadLapsed: unpaid,
  valueRedeemed: paid,
  offlineSaleReported: [
    ["您的卡{card}曾在{outlet}离线消费{amount}。", "您的卡{card}曾离线消费{amount}。"],
    "余额不足，需补付{owed}。",
    balance,
    points
  ],
  valueHeld: [["您的卡{card}在{outlet}预留{amount}。", "您的卡{card}预留{amount}。"], "可用{balance}。"],
  holdIncremented: ["您的卡{card}再预留{amount}。", "可用{balance}。"],
  holdCaptured: paid,
  holdReinstated: paid,
  holdReleased: free,
  holdExpired: free,
  valueRefunded: refunded,
  unlinkedRefunded: refunded,
  operationReversed: ["您的卡{card}一笔{amount}的交易已撤销。", balance, points],
  loadClawedBack: ["您的卡{card}的充值已收回{amount}。", balance],
  loadChargedBack: ["银行撤回了您的卡{card}的充值，已扣回{amount}。", balance],
  valueEscheated: ["您的卡{card}长期无人认领的{amount}已依法上缴，您仍可申领。", balance],
  cashedOut: [["您的卡{card}在{outlet}退现{amount}。", "您的卡{card}退现{amount}。"], balance],
  valueAdjusted: ["您的卡{card}更正{amount}。", balance],
  valueTransferred: ["您的卡{card}转出{amount}。", balance],
  valueReceived: ["您的卡{card}转入{amount}。"],
  referralEarned: ["您获得{amount}：您介绍的会员有消费。"],
  referralTakenBack: ["扣回{amount}：您介绍的会员已退货。"],
  bonusVested: ["赠送的{amount}已到您的卡{card}。", balance],
  lotExpired: ["您的卡{card}有{amount}已过期。", balance],
  feeTaken: ["您的卡{card}长期未使用，已扣管理费{amount}。", balance],
  oneTimeCodeRequested: ["卡{card}的验证码是{code}，请勿告诉他人。"],
  expiryNear: ["您的卡{card}有{amount}有效期至{until}，请尽快使用。", balance],
  feeNear: ["您的卡{card}如在{until}前未使用，将扣管理费{amount}。", balance],
  dormantNear: ["您的卡{card}如在{until}前未使用，将转为休眠。", balance],
  anniversary: [["{name}，祝您节日快乐！", "祝您节日快乐！"]],
  lowBalance: ["您的卡{card}仅剩{left}。"],
  pointsTakenBack: ["您的卡{card}扣回{takenBack}，共{allPoints}。"],
  pointsEarned: ["您的卡{card}获得{earned}，共{allPoints}。"],
  pointsBurnt: [["您的卡{card}在{outlet}使用{amount}。", "您的卡{card}使用{amount}。"], "剩余{balance}。"],
  pointsConverted: ["您的卡{card}的积分已兑换为{amount}。", balance, "剩余{allPoints}。"],
  pointsReached: [["您的卡{card}有{allPoints}，可兑换{gifts}。", "您有{allPoints}，可兑换{gifts}。"]],
  voucherGranted: ["您的卡{card}获得代金券{amount}。", "有效期至{until}。"]
}
