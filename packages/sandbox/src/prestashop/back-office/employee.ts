/** Who works in the back office: the administrator of a fresh shop. */
export const employeeId = 1
