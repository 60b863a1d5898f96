/** Who looks, as far as a page needs it: the name under which a case is taken, and whether one may be. */
export interface Me {
  readonly name: string;
  readonly mayManage: boolean;
}
