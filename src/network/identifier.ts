// Which names may become Verilog module names: a network's name is used as one, unchanged.

/** Reserved words of Verilog-2005, and those of SystemVerilog that tools reading our files would trip over. */
const reserved = new Set(
  `always and assign automatic begin buf bufif0 bufif1 case casex casez cell cmos config deassign default
  defparam design disable edge else end endcase endconfig endfunction endgenerate endmodule endprimitive
  endspecify endtable endtask event for force forever fork function generate genvar highz0 highz1 if ifnone
  incdir include initial inout input instance integer join large liblist library localparam macromodule medium
  module nand negedge nmos nor noshowcancelled not notif0 notif1 or output parameter pmos posedge primitive
  pull0 pull1 pulldown pullup pulsestyle_ondetect pulsestyle_onevent rcmos real realtime reg release repeat
  rnmos rpmos rtran rtranif0 rtranif1 scalared showcancelled signed small specify specparam strong0 strong1
  supply0 supply1 table task time tran tranif0 tranif1 tri tri0 tri1 triand trior trireg unsigned use uwire
  vectored wait wand weak0 weak1 while wire wor xnor xor
  alias always_comb always_ff always_latch assert assume before bind bit break byte chandle checker class
  clocking const constraint context continue cover covergroup coverpoint cross dist do endchecker endclass
  endclocking endgroup endinterface endpackage endprogram endproperty endsequence enum expect export extends
  extern final first_match foreach forkjoin global iff ignore_bins illegal_bins implements import inside int
  interface intersect join_any join_none let local logic longint matches modport new null package packed
  priority program property protected pure rand randc randcase randsequence ref restrict return sequence
  shortint shortreal solve static string struct super tagged this throughout timeprecision timeunit type
  typedef union unique unique0 untyped var virtual void wait_order wildcard with within`.split(/\s+/),
);

/** True for a letter followed by at most 63 letters, digits and underscores that is not a reserved word. */
export const isIdentifier = (text: string): boolean =>
  /^[A-Za-z][A-Za-z0-9_]{0,63}$/.test(text) && !reserved.has(text);
