/**
 * Mail to holders by SMTP. It needs nodemailer, which is a dependency of its user.
 *
 * @module
 */
export { Mailer, type MailerOptions } from "./Mailer.ts"
