/**
 * The words of a receipt in each language. What a card was declined for is said by the ledger's own sentences.
 *
 * @module
 */
import type { Verb } from "@tessera/core"

/** The words of a receipt. */
export interface ReceiptTexts {
  /** What was done. A verb that is not here is printed as it is called. */
  readonly titles: Partial<Readonly<Record<Verb, string>>>
  readonly offlinePurchase: string
  readonly declined: string
  /** Nobody knows yet: the card was taken away at the last moment. */
  readonly unknown: string
  readonly unknownHint: string
  readonly offline: string
  readonly copy: string
  readonly card: string
  readonly terminal: string
  readonly operator: string
  readonly operation: string
  readonly approvalCode: string
  readonly total: string
  readonly loaded: string
  readonly givenBack: string
  /** A load that was undone. */
  readonly takenOff: string
  readonly discount: string
  readonly remainingDue: string
  readonly paidOut: string
  readonly paidOff: string
  readonly receivable: string
  readonly points: string
  readonly pointsLeft: string
  /** Points that a sale did not earn, because the place had none left to give. */
  readonly pointsShort: string
  readonly balance: string
  readonly held: string
  readonly onCard: string
  readonly expires: string
}

const english: ReceiptTexts = {
  titles: {
    Issue: "CARD SOLD",
    Load: "LOAD",
    ConfirmLoad: "LOAD CONFIRMED",
    Redeem: "PURCHASE",
    Hold: "RESERVED",
    Capture: "PURCHASE",
    Release: "RESERVATION ENDED",
    Refund: "REFUND",
    UnlinkedRefund: "REFUND",
    Reverse: "CANCELLED",
    CashOut: "PAID OUT",
    Transfer: "TRANSFER",
    Earn: "POINTS",
    BurnPoints: "POINTS USED",
    ConvertPoints: "POINTS TO VALUE",
    Replace: "CARD REPLACED"
  },
  offlinePurchase: "PURCHASE",
  declined: "DECLINED",
  unknown: "NOT KNOWN YET",
  unknownHint: "The card was taken away too early. Present it again: it will tell.",
  offline: "OFFLINE",
  copy: "COPY",
  card: "Card",
  terminal: "Terminal",
  operator: "Served by",
  operation: "Operation",
  approvalCode: "Approval",
  total: "TOTAL",
  loaded: "LOADED",
  givenBack: "GIVEN BACK",
  takenOff: "TAKEN OFF THE CARD",
  discount: "Discount",
  remainingDue: "STILL TO PAY",
  paidOut: "PAID OUT",
  paidOff: "Debt paid",
  receivable: "Owed",
  points: "Points",
  pointsLeft: "Points now",
  pointsShort: "Points not in stock",
  balance: "Balance",
  held: "of it reserved",
  onCard: "On the card",
  expires: "valid until"
}

const chinese: ReceiptTexts = {
  titles: {
    Issue: "售卡",
    Load: "充值",
    ConfirmLoad: "充值到账",
    Redeem: "消费",
    Hold: "预授权",
    Capture: "消费",
    Release: "预授权撤销",
    Refund: "退款",
    UnlinkedRefund: "退款",
    Reverse: "撤销",
    CashOut: "提现",
    Transfer: "转账",
    Earn: "积分",
    BurnPoints: "积分消费",
    ConvertPoints: "积分兑换",
    Replace: "换卡"
  },
  offlinePurchase: "消费",
  declined: "交易拒绝",
  unknown: "结果未知",
  unknownHint: "卡片移开过早。请再次刷卡确认结果。",
  offline: "脱机交易",
  copy: "补打",
  card: "卡号",
  terminal: "终端",
  operator: "收银员",
  operation: "流水号",
  approvalCode: "批准码",
  total: "合计",
  loaded: "充值金额",
  givenBack: "退还",
  takenOff: "卡内扣回",
  discount: "优惠",
  remainingDue: "尚需支付",
  paidOut: "提现金额",
  paidOff: "偿还欠款",
  receivable: "欠款",
  points: "积分",
  pointsLeft: "积分余额",
  pointsShort: "积分不足未发",
  balance: "余额",
  held: "其中冻结",
  onCard: "卡内余额",
  expires: "有效期至"
}

const bulgarian: ReceiptTexts = {
  titles: {
    Issue: "ПРОДАДЕНА КАРТА",
    Load: "ЗАРЕЖДАНЕ",
    ConfirmLoad: "ПОТВЪРДЕНО ЗАРЕЖДАНЕ",
    Redeem: "ПОКУПКА",
    Hold: "БЛОКИРАНА СУМА",
    Capture: "ПОКУПКА",
    Release: "ОСВОБОДЕНА СУМА",
    Refund: "ВЪЗСТАНОВЯВАНЕ",
    UnlinkedRefund: "ВЪЗСТАНОВЯВАНЕ",
    Reverse: "АНУЛИРАНО",
    CashOut: "ИЗПЛАТЕНО",
    Transfer: "ПРЕХВЪРЛЯНЕ",
    Earn: "ТОЧКИ",
    BurnPoints: "ИЗПОЛЗВАНИ ТОЧКИ",
    ConvertPoints: "ТОЧКИ В СТОЙНОСТ",
    Replace: "СМЕНЕНА КАРТА"
  },
  offlinePurchase: "ПОКУПКА",
  declined: "ОТКАЗАНО",
  unknown: "НЕИЗВЕСТЕН РЕЗУЛТАТ",
  unknownHint: "Картата е отдръпната твърде рано. Допрете я отново, тя ще покаже резултата.",
  offline: "БЕЗ ВРЪЗКА",
  copy: "КОПИЕ",
  card: "Карта",
  terminal: "Терминал",
  operator: "Обслужил",
  operation: "Операция",
  approvalCode: "Одобрение",
  total: "ОБЩО",
  loaded: "ЗАРЕДЕНО",
  givenBack: "ВЪРНАТО",
  takenOff: "СНЕТО ОТ КАРТАТА",
  discount: "Отстъпка",
  remainingDue: "ОСТАВА ЗА ПЛАЩАНЕ",
  paidOut: "ИЗПЛАТЕНО",
  paidOff: "Погасен дълг",
  receivable: "Дължимо",
  points: "Точки",
  pointsLeft: "Точки общо",
  pointsShort: "Неначислени точки",
  balance: "Наличност",
  held: "от тях блокирани",
  onCard: "В картата",
  expires: "валидно до"
}

/** By language tag. */
export const receiptTexts: Readonly<Record<"en" | "zh" | "bg", ReceiptTexts>> = {
  en: english,
  zh: chinese,
  bg: bulgarian
}
