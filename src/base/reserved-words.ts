// Words that some reader of the Verilog keeps for itself: no module, port or signal may be called so.

/** Reserved by IEEE 1364-2005 or IEEE 1800-2017, or a class that comes with the latter: .v files are read as either. */
const verilog = `accept_on alias always always_comb always_ff always_latch and assert assign assume automatic before
  begin bind bins binsof bit break buf bufif0 bufif1 byte case casex casez cell chandle checker class clocking cmos
  config const constraint context continue cover covergroup coverpoint cross deassign default defparam design disable
  dist do edge else end endcase endchecker endclass endclocking endconfig endfunction endgenerate endgroup
  endinterface endmodule endpackage endprimitive endprogram endproperty endsequence endspecify endtable endtask enum
  event eventually expect export extends extern final first_match for force foreach forever fork forkjoin function
  generate genvar global highz0 highz1 if iff ifnone ignore_bins illegal_bins implements implies import incdir include
  initial inout input inside instance int integer interconnect interface intersect join join_any join_none large let
  liblist library local localparam logic longint macromodule mailbox matches medium modport module nand negedge
  nettype new nexttime nmos nor noshowcancelled not notif0 notif1 null option or output package packed parameter pmos
  posedge primitive priority process program property protected pull0 pull1 pulldown pullup pulsestyle_ondetect
  pulsestyle_onevent pure rand randc randcase randomize randsequence rcmos real realtime ref reg reject_on release
  repeat restrict return rnmos rpmos rtran rtranif0 rtranif1 s_always s_eventually s_nexttime s_until s_until_with
  scalared semaphore sequence shortint shortreal showcancelled signed small soft solve specify specparam static std
  string strong strong0 strong1 struct super supply0 supply1 sync_accept_on sync_reject_on table tagged task this
  throughout time timeprecision timeunit tran tranif0 tranif1 tri tri0 tri1 triand trior trireg type type_option
  typedef union unique unique0 unsigned until until_with untyped use uwire var vectored virtual void wait wait_order
  wand weak weak0 weak1 while wildcard wire with within wor xnor xor`;

/** Reserved by Verilog-AMS 2.4 beyond those: mixed-signal tools and Verible read every .v file with them. */
const verilogAms = `above abs absdelay absdelta abstol ac_stim access acos acosh aliasparam analog analysis asin asinh
  atan atan2 atanh branch ceil connect connectmodule connectrules continuous cos cosh ddt ddt_nature ddx discipline
  discrete domain driver_update endconnectrules enddiscipline endnature endparamset exclude exp final_step
  flicker_noise floor flow from ground hypot idt idt_nature idtmod inf initial_step laplace_nd laplace_np laplace_zd
  laplace_zp last_crossing limexp ln log max merged min nature net_resolution noise_table noise_table_log paramset
  potential pow resolveto sin sinh slew split sqrt tan tanh timer transition units white_noise wreal zi_nd zi_np zi_zd
  zi_zp`;

/** Keywords and common names of C++ and SystemC, which Verilator warns of or cannot compile as names of ports. */
const cpp = `abort alignas alignof and_eq asm atomic_cancel atomic_commit atomic_noexcept auto bit_vector bitand bitor
  bool catch cdecl char char16_t char32_t char8_t compl complex concept const_cast const_iterator
  consteval constexpr constinit co_await co_return co_yield decltype delete deque double dynamic_cast
  explicit false far float friend goto huge inline interrupt iterator list long map mutable
  namespace near noexcept not_eq nullptr operator or_eq override pascal private public queue register
  reinterpret_cast requires sc_clock sc_in sc_inout sc_module sc_out sc_signal sensitive sensitive_neg sensitive_pos
  set short sizeof stack static_assert static_cast switch synchronized template thread_local throw
  transaction_safe true try type_info typeid typename uint16_t uint32_t uint8_t using vector
  volatile wchar_t xor_eq errno linux unix stdin stdout stderr math_errhandling sched_priority contextp vlSymsp
  vlNamesp WDataInP WDataOutP eval eval_step eval_end_step eventsPending hierName`;

const words = (text: string, owner: string) => text.split(/\s+/).map((word) => [word, owner] as const);

const owners = new Map([
  ...words(cpp, "C++"),
  ...words(verilogAms, "Verilog-AMS"),
  ...words(verilog, "Verilog"),
]);

/** The numbers of errors in C, without their E. */
const errors = `2BIG ACCES ADDRINUSE ADDRNOTAVAIL ADV AFNOSUPPORT AGAIN ALREADY BADE BADF BADFD BADMSG BADR BADRQC BADSLT
  BFONT BUSY CANCELED CHILD CHRNG COMM CONNABORTED CONNREFUSED CONNRESET DEADLK DEADLOCK DESTADDRREQ DOM
  DOTDOT DQUOT EXIST FAULT FBIG HOSTDOWN HOSTUNREACH HWPOISON IDRM ILSEQ INPROGRESS INTR INVAL IO ISCONN ISDIR
  ISNAM KEYEXPIRED KEYREJECTED KEYREVOKED L2HLT L2NSYNC L3HLT L3RST LIBACC LIBBAD LIBEXEC LIBMAX LIBSCN LNRNG
  LOOP MEDIUMTYPE MFILE MLINK MSGSIZE MULTIHOP NAMETOOLONG NAVAIL NETDOWN NETRESET NETUNREACH NFILE NOANO
  NOBUFS NOCSI NODATA NODEV NOENT NOEXEC NOKEY NOLCK NOLINK NOMEDIUM NOMEM NOMSG NONET NOPKG NOPROTOOPT NOSPC
  NOSR NOSTR NOSYS NOTBLK NOTCONN NOTDIR NOTEMPTY NOTNAM NOTRECOVERABLE NOTSOCK NOTSUP NOTTY NOTUNIQ NXIO
  OPNOTSUPP OVERFLOW OWNERDEAD PERM PFNOSUPPORT PIPE PROTO PROTONOSUPPORT PROTOTYPE RANGE REMCHG REMOTE
  REMOTEIO RESTART RFKILL ROFS SHUTDOWN SOCKTNOSUPPORT SPIPE SRCH SRMNT STALE STRPIPE TIME TIMEDOUT
  TOOMANYREFS TXTBSY UCLEAN UNATCH USERS WOULDBLOCK XDEV XFULL`;

/** Macros of the C library and words of Verilator's own, as families. */
const families = [
  /^(ADJ|ATOMIC|CLONE|CLOSE_RANGE|EXIT|FP|HUGE|LC|MATH|PTHREAD|RENAME|SCHED|SEEK|STA|VERILATOR|VL)_[A-Z0-9]/,
  /^CLOCK_(BOOTTIME|MONOTONIC|PROCESS|REALTIME|TAI|THREAD)/,
  /^MOD_(CLK[AB]|ESTERROR|FREQUENCY|MAXERROR|MICRO|NANO|OFFSET|STATUS|TAI|TIMECONST)$/,
  /^M_(1_PI|2_PI|2_SQRTPI|E|LN2|LN10|LOG2E|LOG10E|PI|PI_2|PI_4|SQRT2|SQRT1_2)(l|f|f[0-9]+x?)?$/,
  /^(U?INT\w*|PTRDIFF|SIG_ATOMIC|SIZE|WCHAR|WINT|FILENAME|FOPEN|RAND|TMP|MB_CUR)_(MAX|MIN|WIDTH)$/,
  /^(F_(LOCK|OK|TEST|TLOCK|ULOCK)|[RWX]_OK|L_(INCR|SET|XTND|[a-z]+)|STD(IN|OUT|ERR)_FILENO|(BIG|LITTLE|PDP)_ENDIAN)$/,
  /^(BUFSIZ|BYTE_ORDER|CLOCKS_PER_SEC|CPU_SETSIZE|CSIGNAL|EOF|FD_SETSIZE|INFINITY|MAXFLOAT|NAN|NFDBITS|NULL)$/,
  /^(TIMER_ABSTIME|TIME_UTC|WCONTINUED|WEOF|WEXITED|WNOHANG|WNOWAIT|WSTOPPED|WUNTRACED|P_tmpdir)$/,
  /^((PRI|SCN)[diouxX]|SNAN|[CSIQEW]Data$|Vl[A-Z]|Verilated|vl_)/,
];
const errorNames = new Set(errors.split(/\s+/).map((name) => `E${name}`));

/** The language that reserves a name; undefined where none does. */
export const reservedBy = (name: string): string | undefined =>
  owners.get(name) ?? (errorNames.has(name) || families.some((f) => f.test(name)) ? "C++" : undefined);
