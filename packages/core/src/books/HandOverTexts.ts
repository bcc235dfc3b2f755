/**
 * What a printed hand-over says, in each language.
 *
 * @module
 */
import type { TenderKind } from "../program/TenderKind.ts"

/** The words of a hand-over. */
export interface HandOverTexts {
  readonly title: string
  /** The title while the shift is open: nobody hands it over yet. */
  readonly soFar: string
  readonly shift: string
  readonly operator: string
  readonly opened: string
  readonly closed: string
  readonly stillOpen: string
  readonly takenOverFrom: string
  readonly missingAtStart: string
  readonly tenders: Readonly<Record<TenderKind, string>>
  readonly float: string
  readonly taken: string
  readonly givenBack: string
  readonly remitted: string
  readonly expected: string
  readonly counted: string
  readonly notCounted: string
  readonly difference: string
  readonly leaves: string
  readonly due: string
  readonly bonuses: string
  readonly operations: string
  readonly cancellations: string
  readonly exceptions: string
  readonly exceptionKinds: Readonly<Record<"hold" | "pendingLoad", string>>
  readonly none: string
  readonly note: string
  readonly chain: string
  readonly checkpoint: string
  readonly handedOver: string
  readonly takenOver: string
}

const english: HandOverTexts = {
  title: "SHIFT HAND-OVER",
  soFar: "SHIFT SO FAR",
  shift: "Shift",
  operator: "Operator",
  opened: "Opened",
  closed: "Closed",
  stillOpen: "still open",
  takenOverFrom: "Follows shift",
  missingAtStart: "Difference at the start",
  tenders: {
    cash: "Cash",
    bankCard: "Bank cards",
    transfer: "Transfers",
    invoice: "Invoices",
    other: "Other"
  },
  float: "Float",
  taken: "Taken for loads",
  givenBack: "Given back, paid out",
  remitted: "Sent to head office",
  expected: "There should be",
  counted: "Counted",
  notCounted: "not counted",
  difference: "Difference",
  leaves: "Stays in the drawer",
  due: "Still to be sent",
  bonuses: "Bonuses given",
  operations: "Operations",
  cancellations: "Cancellations",
  exceptions: "Still open",
  exceptionKinds: { hold: "hold", pendingLoad: "load waiting" },
  none: "none",
  note: "Note",
  chain: "Chain",
  checkpoint: "Checkpoint",
  handedOver: "Handed over",
  takenOver: "Taken over"
}

const chinese: HandOverTexts = {
  title: "交班单",
  soFar: "当班小计",
  shift: "班次",
  operator: "收银员",
  opened: "开班",
  closed: "结班",
  stillOpen: "未结班",
  takenOverFrom: "上一班次",
  missingAtStart: "接班差额",
  tenders: { cash: "现金", bankCard: "银行卡", transfer: "转账", invoice: "挂账", other: "其他" },
  float: "备用金",
  taken: "充值收款",
  givenBack: "退款及提现",
  remitted: "已上缴",
  expected: "应有",
  counted: "实点",
  notCounted: "未清点",
  difference: "差额",
  leaves: "留存钱箱",
  due: "待上缴",
  bonuses: "赠送",
  operations: "笔数",
  cancellations: "撤销",
  exceptions: "未完成",
  exceptionKinds: { hold: "预授权", pendingLoad: "待付款充值" },
  none: "无",
  note: "备注",
  chain: "链值",
  checkpoint: "检查点",
  handedOver: "交班人",
  takenOver: "接班人"
}

const bulgarian: HandOverTexts = {
  title: "ПРЕДАВАНЕ НА СМЯНА",
  soFar: "СМЯНАТА ДОСЕГА",
  shift: "Смяна",
  operator: "Касиер",
  opened: "Отворена",
  closed: "Затворена",
  stillOpen: "още е отворена",
  takenOverFrom: "След смяна",
  missingAtStart: "Разлика в началото",
  tenders: {
    cash: "В брой",
    bankCard: "Банкови карти",
    transfer: "Преводи",
    invoice: "Фактури",
    other: "Друго"
  },
  float: "Начална наличност",
  taken: "Получено за зареждане",
  givenBack: "Върнато и изплатено",
  remitted: "Изпратено в централата",
  expected: "Очаквано",
  counted: "Преброено",
  notCounted: "не е преброено",
  difference: "Разлика",
  leaves: "Остава в касата",
  due: "За изпращане",
  bonuses: "Дадени бонуси",
  operations: "Операции",
  cancellations: "Анулирани",
  exceptions: "Незавършени",
  exceptionKinds: { hold: "блокирана сума", pendingLoad: "чака плащане" },
  none: "няма",
  note: "Бележка",
  chain: "Верига",
  checkpoint: "Контролна точка",
  handedOver: "Предал",
  takenOver: "Приел"
}

/** By language tag. */
export const handOverTexts: Readonly<Record<string, HandOverTexts>> = {
  en: english,
  zh: chinese,
  bg: bulgarian
}
