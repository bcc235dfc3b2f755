/**
 * Sentences in Bulgarian: a decline as a cashier reads it aloud.
 *
 * @module
 */
import { type Sentences, type Unusable, wordIn } from "./Sentences.ts"
import { moneyText, timeText } from "./Shown.ts"

const conditions = {
  outlets: "не важи в този обект",
  owners: "не важи в обектите на този собственик",
  regions: "не важи в този район",
  channels: "не може да се използва по този начин",
  terminalKinds: "не може да се използва на такъв терминал",
  categories: "не плаща тези стоки",
  weekdays: "не важи днес",
  hours: "не важи в този час",
  minimumBasket: "изисква по-голяма покупка",
  noVoucher: "не е ваучер на тази карта",
  named: "е ваучер, който трябва да се посочи",
  atOnce: "е твърде много наведнъж от своя вид",
  with: "не се използва заедно с останалите",
  maximumShare: "е платил своя дял от покупката",
  maximumPerOperation: "е платил най-многото за един път",
  onlyWhereLoaded: "важи само там, където е зареден",
  expired: "е с изтекъл срок",
  scheduled: "още не е освободен",
  held: "е задържан за друга покупка"
}

const capabilities = {
  load: "Зареждане",
  reportLost: "Обявяване на карта за изгубена",
  replace: "Подмяна на карта",
  cashOut: "Изплащане в брой",
  transfer: "Прехвърляне към друга карта",
  convert: "Превръщане в регистрирана карта",
  unlinkedRefund: "Връщане без бележка",
  redeem: "Плащане с карта",
  issue: "Издаване на карта",
  refund: "Връщане на пари",
  manage: "Управление на карти",
  pin: "Задаване на ПИН",
  numberOrder: "Предварително вземане на номера",
  oneTimeCode: "Изпращане на код до притежателя",
  offlineCode: "Одобряване без връзка с регистъра"
}

const verifications = {
  pin: "Поискайте ПИН от притежателя.",
  pinNotSet: "Притежателят трябва първо да зададе ПИН.",
  oneTimeCode: "Поискайте от притежателя изпратения код.",
  cardSecret: "Прочетете тайните цифри от картата."
}

const sides = { debit: "плащане", credit: "зареждане", both: "плащане и зареждане" }

const shiftFaults = {
  unknown: "няма смяна с това име",
  closed: "тя е затворена",
  open: "тя още е отворена",
  takenOver: "друга смяна вече я е поела",
  anotherOutlet: "тя е на друг обект",
  anotherTerminal: "тя е на друг терминал",
  anotherOperator: "тя е на друг служител",
  name: "името вече е използвано",
  operator: "служителят още я държи отворена",
  terminal: "тя още е отворена на терминала"
}

const unusable = (lots: ReadonlyArray<Unusable>): string => {
  const said = lots.map(
    ({ reason, subWallet }) => `${subWallet ?? "посоченото"} ${wordIn(conditions, reason)}`
  )
  return said.length === 0 ? "нищо от нея не може да се използва" : [...new Set(said)].join(", ")
}

export const bulgarianSentences: Sentences = {
  IdempotencyConflict: ({ field }) => `Този ключ вече е използван с друго ${field}, използвайте нов ключ.`,
  InProgress: () => "Същата заявка още се обработва, попитайте след малко.",
  ProgramUnknown: ({ id }) => `Няма програма ${id}.`,
  OwnerUnknown: ({ id }) => `Няма собственик ${id}.`,
  OutletUnknown: ({ id }) => `Няма обект ${id}.`,
  OutletInactive: ({ id }) => `Обектът ${id} е закрит.`,
  TerminalUnknown: ({ id }) => `Няма терминал ${id}.`,
  TerminalInactive: ({ id }) => `Терминалът ${id} е изключен.`,
  OperatorUnknown: ({ id }) => `Няма служител ${id}.`,
  NotPermitted: ({ right }) => `Не е позволено: ${right}.`,
  CapabilityOff: ({ capability }) =>
    `${wordIn(capabilities, capability)}: не е възможно тук или с тази карта.`,
  ShiftNotOpen: ({ shift, why }) =>
    shift === ""
      ? "Първо отворете смяна."
      : `В смяна ${shift} нищо не може да се прави: ${wordIn(shiftFaults, why)}.`,
  ShiftNotClosed: ({ shift, why }) =>
    `Касата на смяна ${shift} не може да се поеме: ${wordIn(shiftFaults, why)}.`,
  ShiftTaken: ({ shift, why }) => `Пречи смяна ${shift}: ${wordIn(shiftFaults, why)}.`,
  StaleVersion: ({ version }) =>
    `Междувременно е променено, най-новата версия е ${version}. Вижте я и променете нея.`,
  CycleUnknown: ({ id }) => `Няма цикъл на клиринга ${id}.`,
  PeriodOpen: ({ through }) => `Периодът на клиринга до ${through} още тече.`,
  PeriodSettled: ({ through }) => `До ${through} вече е уредено.`,
  PeriodNotApproved: ({ approvals, needed }) => `Одобрено от ${approvals} от нужните ${needed} души.`,
  PeriodLocked: ({ lockedThrough }) => `Книгите са приключени до ${lockedThrough} включително.`,
  CardNotAccepted: () => "Тази карта не може да бъде приета.",
  CardUnknown: () => "Тази карта не е позната.",
  CardNumberInvalid: () => "Номерът е прочетен погрешно: контролната цифра не съвпада.",
  DuplicateCredential: () => "Този номер вече се използва.",
  NotActivated: () => "Тази карта още не е активна.",
  AlreadyActive: () => "Тази карта вече е активна.",
  Blocked: ({ since }, shown) => `Тази карта е блокирана от ${timeText(since, shown)}.`,
  Hotlisted: ({ since }, shown) =>
    `Тази карта е обявена за изгубена или подменена на ${timeText(since, shown)}.`,
  CardExpired: ({ since }, shown) => `Срокът на тази карта изтече на ${timeText(since, shown)}.`,
  AccountFrozen: ({ side }) => `Сметката е замразена за ${wordIn(sides, side)}.`,
  AccountClosed: ({ status }) => `Сметката е закрита (${status}).`,
  IdentityRequired: ({ rule, threshold }, shown) =>
    `От ${moneyText(threshold, shown)} нагоре притежателят трябва да бъде идентифициран (${rule}).`,
  VerificationRequired: ({ kind }) =>
    verifications[kind as keyof typeof verifications] ?? `Поискайте от притежателя ${kind}.`,
  VerificationFailed: ({ triesLeft }) => `Грешно, остават опити: ${triesLeft}.`,
  VerificationLocked: ({ until }, shown) =>
    `Твърде много опити, до ${timeText(until, shown)} не се приемат други.`,
  AuthorizationCodeRequired: () => "Управител трябва да одобри това с код.",
  AuthorizationCodeInvalid: ({ why }) => `Кодът на управителя не е валиден: ${why}.`,
  OriginalNotFound: () => "Операцията, за която се отнася, не е позната.",
  OriginalReversed: ({ reversal }) => `Операцията е сторнирана от ${reversal}.`,
  PreviouslyReversed: ({ reversal }) => `Операцията е сторнирана преди това, от ${reversal}.`,
  AlreadyConfirmed: ({ at }, shown) => `Зареждането е потвърдено на ${timeText(at, shown)}.`,
  FurtherActivityPreventsReversal: ({ activity }) => `Вече не може да се отмени: ${activity}.`,
  ReversalWindowClosed: ({ closedAt }, shown) =>
    `Можеше да се отмени до ${timeText(closedAt, shown)}, направете връщане.`,
  ExceedsRefundable: ({ left }, shown) => `Може да се върне още най-много ${moneyText(left, shown)}.`,
  HoldNotFound: () => "Задържането не е познато.",
  HoldExpired: ({ at }, shown) => `Задържането изтече на ${timeText(at, shown)}.`,
  AlreadyCaptured: ({ at }, shown) => `Задържането е усвоено на ${timeText(at, shown)}.`,
  AlreadyReleased: ({ at }, shown) => `Задържането е освободено на ${timeText(at, shown)}.`,
  ExceedsHold: ({ outstanding, tolerance }, shown) =>
    `От задържането остават ${moneyText(outstanding, shown)}${tolerance > 0n ? ` и ${moneyText(tolerance, shown)} толеранс` : ""}.`,
  HoldsOpen: ({ holds }) => `По тази карта има отворени задържания: ${holds.length}.`,
  CurrencyMismatch: ({ expected }) => `Тази карта е в ${expected}.`,
  StaleQuote: () => "Предложеното вече се е променило, поискайте ново.",
  BalanceChanged: ({ ledger }, shown) => `Балансът вече се е променил, сега е ${moneyText(ledger, shown)}.`,
  NotAccepted: ({ lots }) => `По тази карта има стойност, но ${unusable(lots)}.`,
  LimitExceeded: ({ limit, resetsAt, room }, shown) =>
    `Лимитът ${limit} оставя ${moneyText(room, shown)}${resetsAt === undefined ? "" : ` до ${timeText(resetsAt, shown)}`}.`,
  BalanceLimitExceeded: ({ limit, room }, shown) =>
    `Лимитът ${limit} оставя място за ${moneyText(room, shown)} по тази карта.`,
  QuotaExceeded: ({ left }, shown) => `Този обект може да зареди още ${moneyText(left, shown)}.`,
  OperatorLimitExceeded: ({ left }, shown) => `Този служител може да извърши още ${moneyText(left, shown)}.`,
  CashOutNotDue: ({ threshold }, shown) =>
    `В брой се изплаща само остатък до ${moneyText(threshold, shown)}.`,
  InsufficientFunds: ({ approvable, held, heldUntil }, shown) => {
    const until = heldUntil === undefined ? "" : ` до ${timeText(heldUntil, shown)}`
    const reserved =
      held === undefined || held === 0n ? "" : `; ${moneyText(held, shown)} са задържани${until}`
    return `Тук и сега могат да се използват само ${moneyText(approvable, shown)}${reserved}.`
  },
  ProgramRuleViolation: ({ sentence }) => `Против правилата на програмата: ${sentence}`
}
