/**
 * What holders are told in Bulgarian.
 *
 * @module
 */
import type { Sentence, Template, ToldKind } from "./Texts.ts"

const balance = "Наличност {balance}."
const points: Sentence = ["+{earned}, общо {allPoints}.", "-{takenBack}, общо {allPoints}."]
const paid: Template = [
  ["Платихте {amount} с карта {card} в {outlet}.", "Платихте {amount} с карта {card}."],
  "За доплащане {due}.",
  balance,
  points
]
const refunded: Template = [
  ["Върнати {amount} по карта {card} в {outlet}.", "Върнати {amount} по карта {card}."],
  balance,
  points
]
const loaded: Template = [
  ["Заредени {amount} по карта {card} в {outlet}.", "Заредени {amount} по карта {card}."],
  "С още {paidOff} е погасено дължимото.",
  balance,
  points
]
const unpaid: Template = ["Зареждане на {amount} по карта {card} не беше платено и не е направено."]
const free: Template = ["{amount} по карта {card} вече не са запазени.", balance]

export const bulgarian: Readonly<Record<ToldKind, Template>> = {
  cardIssued: ["Карта {card} е издадена.", "Заредени {amount}.", balance],
  cardActivated: ["Карта {card} е активна.", "Заредени {amount}.", balance],
  cardDeactivated: ["Карта {card} вече не е активна."],
  cardReactivated: ["Карта {card} отново е активна."],
  cardBlocked: ["Карта {card} е блокирана."],
  cardUnblocked: ["Карта {card} отново може да се ползва."],
  cardLost: ["Карта {card} е обявена за изгубена и не може да се ползва."],
  cardReplaced: ["Карта {card} замени старата карта."],
  cardLinked: ["Карта {card} е добавена към сметката ви."],
  cardTypeChanged: ["Карта {card} вече е {type}."],
  accountFrozen: ["Сметката на карта {card} е замразена."],
  accountUnfrozen: ["Сметката на карта {card} отново може да се ползва."],
  accountClosed: ["Сметката на карта {card} е закрита."],
  accountConverted: ["Карта {card} вече е регистрирана."],
  accountMerged: ["Карта {card} е закрита; {amount} са прехвърлени на другата карта."],
  expiryChanged: [
    ["Стойност по карта {card} важи до {until}.", "Срокът на стойност по карта {card} е променен."]
  ],
  holderIdentified: ["С карта {card} е влязъл потребител. Ако не сте вие, обадете се веднага."],
  pinSet: ["ПИН кодът на карта {card} е зададен. Ако не сте вие, обадете се веднага."],
  pinUnlocked: ["ПИН кодът на карта {card} отново може да се ползва."],
  valueLoaded: loaded,
  loadConfirmed: loaded,
  loadFailed: unpaid,
  loadLapsed: unpaid,
  valueRedeemed: paid,
  offlineSaleReported: [
    [
      "Платихте {amount} с карта {card} в {outlet}, докато касата беше без връзка.",
      "Платихте {amount} с карта {card}, докато касата беше без връзка."
    ],
    "Непокрити, дължите {owed}.",
    balance,
    points
  ],
  valueHeld: [
    ["Запазени {amount} по карта {card} в {outlet}.", "Запазени {amount} по карта {card}."],
    "Свободни {balance}."
  ],
  holdIncremented: ["Запазени още {amount} по карта {card}.", "Свободни {balance}."],
  holdCaptured: paid,
  holdReinstated: paid,
  holdReleased: free,
  holdExpired: free,
  valueRefunded: refunded,
  unlinkedRefunded: refunded,
  operationReversed: ["Операция за {amount} с карта {card} е отменена.", balance, points],
  loadClawedBack: ["Отнети {amount} от зареждане по карта {card}.", balance],
  loadChargedBack: ["Банката върна зареждане по карта {card}; отнети {amount}.", balance],
  valueEscheated: [
    "{amount} по карта {card}, които никой не потърси, са предадени на държавата; можете да ги поискате.",
    balance
  ],
  cashedOut: [
    ["Изплатени {amount} от карта {card} в {outlet}.", "Изплатени {amount} от карта {card}."],
    balance
  ],
  valueAdjusted: ["Корекция {amount} по карта {card}.", balance],
  valueTransferred: ["Прехвърлени {amount} от карта {card}.", balance],
  valueReceived: ["Получени {amount} по карта {card}."],
  referralEarned: ["+{amount}: човек, когото сте довели, плати при нас."],
  referralTakenBack: ["-{amount}: човек, когото сте довели, върна покупка."],
  bonusVested: ["Бонус {amount} вече е по карта {card}.", balance],
  lotExpired: ["Изтекоха {amount} по карта {card}.", balance],
  feeTaken: ["Такса {amount} по карта {card}, която не се ползва.", balance],
  oneTimeCodeRequested: ["{code} е кодът за карта {card}. Не го казвайте на никого извън касата."],
  expiryNear: ["{amount} по карта {card} важат до {until}.", balance],
  feeNear: ["Такса {amount} по карта {card}, ако не се ползва до {until}.", balance],
  dormantNear: ["Карта {card} става неактивна, ако не се ползва до {until}.", balance],
  anniversary: [["Честит празник, {name}!", "Честит празник!"]],
  lowBalance: ["По карта {card} остават само {left}."],
  pointsTakenBack: ["-{takenBack} по карта {card}, общо {allPoints}."],
  pointsEarned: ["+{earned} по карта {card}, общо {allPoints}."],
  pointsBurnt: [
    ["Използвани {amount} от карта {card} в {outlet}.", "Използвани {amount} от карта {card}."],
    "Остават {balance}."
  ],
  pointsConverted: ["Точки по карта {card} станаха {amount}.", balance, "Остават {allPoints}."],
  pointsReached: [["{allPoints} по карта {card} стигат за {gifts}.", "{allPoints} стигат за {gifts}."]],
  voucherGranted: ["Ваучери за {amount} по карта {card}.", "Важат до {until}."]
}
