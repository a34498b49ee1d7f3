/** A piece of goods that a customer complains about. */
export interface ComplaintLine {
  code: string
  amount: string
  complaint_reason?: string
}

/**
 * A complaint about a sales order, which is named by its customer order number. `datetime` is a moment with offset. The answer does
 * not tell which complaint it became. @see MetaKocka API, "create_complaint"
 */
export interface CreateComplaintBody {
  api_user_email: string
  claim_type: 'reclamation' | 'return' | 'replacement'
  claim_reason?: string
  claim_description?: string
  sales_order_customer_order: string
  datetime: string
  complaint_products: ComplaintLine[]
}
