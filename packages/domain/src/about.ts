/** For people: what a field is about, as the published schema tells it. */
export const about = (description: string, descriptionSl: string) => ({ description, descriptionSl })
