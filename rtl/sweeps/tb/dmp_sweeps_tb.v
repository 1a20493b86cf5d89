// Test bench of dmp_sweeps: 45 sequences, 239 time steps, from the bit-exact model.
// 40 of 40 neurons fire, 3 of 3 classes are answered; the longest sequence has 40 of at most 40 steps.
// Compares drives, slow states, membranes and spikes of every layer, the logits, every beat that leaves, and at full speed
// the cycle in which it does; checks 37 assertions in every cycle, and the error flags. Each round begins with a reset.
// Prints PASS, or FAIL with what differs; then the simulation ends with a status that is not 0.
// Plusargs: +stall=PERCENT pauses the streams at random, +seed=NUMBER says how; +vcd or +fst writes a waveform
// (FST where the simulator is asked for it: vvp -fst, verilator --trace-fst).
`default_nettype none

module dmp_sweeps_tb;
    reg  clk = 1'b0;
    reg  rst = 1'b1;
    reg  events_tvalid;
    reg  [15:0] events_tdata;
    reg  events_tlast;
    reg  [1:0] events_tuser;
    reg  classes_tready;
    wire events_tready;
    wire classes_tvalid;
    wire [1:0] classes_tdata;
    wire error_event;
    wire error_length;

    dmp_sweeps dut (
        .clk(clk),
        .rst(rst),
        .events_tvalid(events_tvalid),
        .events_tready(events_tready),
        .events_tdata(events_tdata),
        .events_tlast(events_tlast),
        .events_tuser(events_tuser),
        .classes_tvalid(classes_tvalid),
        .classes_tready(classes_tready),
        .classes_tdata(classes_tdata),
        .error_event(error_event),
        .error_length(error_length)
    );

    always #5 clk = !clk;

    // What is sent, and what must be seen; where each part begins in each of these lists.
    reg  [50:0] events_beats [0:1230];
    reg  [33:0] classes_expected [0:44];
    reg  [11:0] core0_drive_expected [0:238];
    reg  [17:0] core0_state_expected [0:955];
    reg  [16:0] core0_membrane_expected [0:9559];
    reg  [17:0] logit_expected [0:716];
    reg  [31:0] marks [0:53];

    integer at;
    integer stall;
    integer failures;
    // Since the first reset ended, of this round, and without anything at its end.
    integer cycles;
    integer round_cycles;
    integer idle;
    // Cycles of the first failure, and of the round from which its beats have theirs (-1: from the first event).
    integer failed_at;
    integer began_at;
    // Of this round.
    integer round;
    integer cut;
    integer held;
    integer most;
    reg  [1:0] raised;
    integer under_way;
    reg  in_sequence;
    integer events_next;
    integer events_end;
    integer classes_seen;
    integer classes_end;
    integer core0_drive_seen;
    integer core0_drive_end;
    integer core0_state_seen;
    integer core0_state_end;
    integer core0_membrane_seen;
    integer core0_membrane_end;
    integer logit_seen;
    integer logit_end;
    reg  [0:0] core0_drive_before;

    // Random pauses (xorshift): each draw pauses with a probability of `stall` percent.
    reg  [31:0] noise;
    reg  pause;
    task next_pause;
        if (stall == 0) begin
            pause = 1'b0;
        end else begin
            noise = noise ^ (noise << 13);
            noise = noise ^ (noise >> 17);
            noise = noise ^ (noise << 5);
            pause = (noise % 32'd100) < stall;
        end
    endtask

    task check_content_0;
        reg [50:0] sum;
        begin
            sum = 51'h0;
            for (at = 0; at < 1231; at = at + 1) begin
                sum = {sum[49:0], sum[50]} ^ events_beats[at];
            end
            if (sum !== 51'h2ef691dbc73e4) begin
                $display("FAIL: tb/dmp_sweeps_events.hex is missing, cut short, or not the file that was generated");
                failures = failures + 1;
            end
        end
    endtask

    task check_content_1;
        reg [33:0] sum;
        begin
            sum = 34'h0;
            for (at = 0; at < 45; at = at + 1) begin
                sum = {sum[32:0], sum[33]} ^ classes_expected[at];
            end
            if (sum !== 34'h29b694dbb) begin
                $display("FAIL: tb/dmp_sweeps_classes.hex is missing, cut short, or not the file that was generated");
                failures = failures + 1;
            end
        end
    endtask

    task check_content_2;
        reg [11:0] sum;
        begin
            sum = 12'h0;
            for (at = 0; at < 239; at = at + 1) begin
                sum = {sum[10:0], sum[11]} ^ core0_drive_expected[at];
            end
            if (sum !== 12'h1b6) begin
                $display("FAIL: tb/dmp_sweeps_core0_drive.hex is missing, cut short, or not the file that was generated");
                failures = failures + 1;
            end
        end
    endtask

    task check_content_3;
        reg [17:0] sum;
        begin
            sum = 18'h0;
            for (at = 0; at < 956; at = at + 1) begin
                sum = {sum[16:0], sum[17]} ^ core0_state_expected[at];
            end
            if (sum !== 18'h2bd9d) begin
                $display("FAIL: tb/dmp_sweeps_core0_state.hex is missing, cut short, or not the file that was generated");
                failures = failures + 1;
            end
        end
    endtask

    task check_content_4;
        reg [16:0] sum;
        begin
            sum = 17'h0;
            for (at = 0; at < 9560; at = at + 1) begin
                sum = {sum[15:0], sum[16]} ^ core0_membrane_expected[at];
            end
            if (sum !== 17'h18cd6) begin
                $display("FAIL: tb/dmp_sweeps_core0_membrane.hex is missing, cut short, or not the file that was generated");
                failures = failures + 1;
            end
        end
    endtask

    task check_content_5;
        reg [17:0] sum;
        begin
            sum = 18'h0;
            for (at = 0; at < 717; at = at + 1) begin
                sum = {sum[16:0], sum[17]} ^ logit_expected[at];
            end
            if (sum !== 18'h75c1) begin
                $display("FAIL: tb/dmp_sweeps_logit.hex is missing, cut short, or not the file that was generated");
                failures = failures + 1;
            end
        end
    endtask

    task check_content_6;
        reg [31:0] sum;
        begin
            sum = 32'h0;
            for (at = 0; at < 54; at = at + 1) begin
                sum = {sum[30:0], sum[31]} ^ marks[at];
            end
            if (sum !== 32'h31b2a046) begin
                $display("FAIL: tb/dmp_sweeps_marks.hex is missing, cut short, or not the file that was generated");
                failures = failures + 1;
            end
        end
    endtask

    task check_content_7;
        reg [31:0] sum;
        begin
            sum = 32'h0;
            for (at = 0; at < 160; at = at + 1) begin
                sum = {sum[30:0], sum[31]} ^ dut.core0.fast_current.weights[at];
            end
            if (sum !== 32'hf5edaeba) begin
                $display("FAIL: dmp_sweeps_core0_fast_current_weights.hex is missing, cut short, or not the file that was generated");
                failures = failures + 1;
            end
        end
    endtask

    task check_content_8;
        reg [15:0] sum;
        begin
            sum = 16'h0;
            for (at = 0; at < 17; at = at + 1) begin
                sum = {sum[14:0], sum[15]} ^ dut.core0.scalar_drive.drive_weights[at];
            end
            if (sum !== 16'haf36) begin
                $display("FAIL: dmp_sweeps_core0_scalar_drive_drive_weights.hex is missing, cut short, or not the file that was generated");
                failures = failures + 1;
            end
        end
    endtask

    task check_content_9;
        reg [7:0] sum;
        begin
            sum = 8'h0;
            for (at = 0; at < 20; at = at + 1) begin
                sum = {sum[6:0], sum[7]} ^ dut.core0.slow_state.transitions[at];
            end
            if (sum !== 8'hf6) begin
                $display("FAIL: dmp_sweeps_core0_slow_state_transitions.hex is missing, cut short, or not the file that was generated");
                failures = failures + 1;
            end
        end
    endtask

    task check_content_10;
        reg [31:0] sum;
        begin
            sum = 32'h0;
            for (at = 0; at < 50; at = at + 1) begin
                sum = {sum[30:0], sum[31]} ^ dut.core0.slow_current.slow_weights[at];
            end
            if (sum !== 32'h5d65015d) begin
                $display("FAIL: dmp_sweeps_core0_slow_current_slow_weights.hex is missing, cut short, or not the file that was generated");
                failures = failures + 1;
            end
        end
    endtask

    task check_content_11;
        reg [15:0] sum;
        begin
            sum = 16'h0;
            for (at = 0; at < 40; at = at + 1) begin
                sum = {sum[14:0], sum[15]} ^ dut.core0.neurons.bias[at];
            end
            if (sum !== 16'h6f53) begin
                $display("FAIL: dmp_sweeps_core0_neurons_bias.hex is missing, cut short, or not the file that was generated");
                failures = failures + 1;
            end
        end
    endtask

    task check_content_12;
        reg [7:0] sum;
        begin
            sum = 8'h0;
            for (at = 0; at < 120; at = at + 1) begin
                sum = {sum[6:0], sum[7]} ^ dut.readout.fast_current.weights[at];
            end
            if (sum !== 8'hc5) begin
                $display("FAIL: dmp_sweeps_readout_fast_current_weights.hex is missing, cut short, or not the file that was generated");
                failures = failures + 1;
            end
        end
    endtask

    task check_content_13;
        reg [15:0] sum;
        begin
            sum = 16'h0;
            for (at = 0; at < 3; at = at + 1) begin
                sum = {sum[14:0], sum[15]} ^ dut.readout.bias[at];
            end
            if (sum !== 16'h6) begin
                $display("FAIL: dmp_sweeps_readout_bias.hex is missing, cut short, or not the file that was generated");
                failures = failures + 1;
            end
        end
    endtask

    task check_core0_drive;
        input [11:0] found;
        reg   [11:0] counts;
        begin
            counts = {12{1'b1}};
            if (core0_drive_seen >= core0_drive_end || (found & counts) !== (core0_drive_expected[core0_drive_seen] & counts)) begin
                if (failures < 10) begin
                    $display("FAIL: core0_drive, step %0d of the lists, word %0d of 1: expected %h, found %h, round %0d, cycle %0d",
                        core0_drive_seen / 1, core0_drive_seen % 1, core0_drive_expected[core0_drive_seen], found, round, cycles);
                end
                failures = failures + 1;
            end
            core0_drive_seen = core0_drive_seen + 1;
        end
    endtask

    task check_core0_state;
        input [17:0] found;
        reg   [17:0] counts;
        begin
            counts = {18{1'b1}};
            if (core0_state_seen >= core0_state_end || (found & counts) !== (core0_state_expected[core0_state_seen] & counts)) begin
                if (failures < 10) begin
                    $display("FAIL: core0_state, step %0d of the lists, word %0d of 4: expected %h, found %h, round %0d, cycle %0d",
                        core0_state_seen / 4, core0_state_seen % 4, core0_state_expected[core0_state_seen], found, round, cycles);
                end
                failures = failures + 1;
            end
            core0_state_seen = core0_state_seen + 1;
        end
    endtask

    task check_core0_membrane;
        input [16:0] found;
        reg   [16:0] counts;
        begin
            counts = {17{1'b1}};
            if (core0_membrane_seen >= core0_membrane_end || (found & counts) !== (core0_membrane_expected[core0_membrane_seen] & counts)) begin
                if (failures < 10) begin
                    $display("FAIL: core0_membrane, step %0d of the lists, word %0d of 40: expected %h, found %h, round %0d, cycle %0d",
                        core0_membrane_seen / 40, core0_membrane_seen % 40, core0_membrane_expected[core0_membrane_seen], found, round, cycles);
                end
                failures = failures + 1;
            end
            core0_membrane_seen = core0_membrane_seen + 1;
        end
    endtask

    task check_logit;
        input [17:0] found;
        reg   [17:0] counts;
        begin
            counts = {18{1'b1}};
            if (logit_seen >= logit_end || (found & counts) !== (logit_expected[logit_seen] & counts)) begin
                if (failures < 10) begin
                    $display("FAIL: logit, step %0d of the lists, word %0d of 3: expected %h, found %h, round %0d, cycle %0d",
                        logit_seen / 3, logit_seen % 3, logit_expected[logit_seen], found, round, cycles);
                end
                failures = failures + 1;
            end
            logit_seen = logit_seen + 1;
        end
    endtask

    // Sends part `part` of the lists. A reset comes after `cut_off` cycles (0: at the end), nothing is taken for `hold`
    // cycles, flags `up` go up; cycles of beats count from `begin_at` (-1: from the first event).
    task choose;
        input integer part;
        input integer cut_off;
        input integer hold;
        input integer limit;
        input [1:0] up;
        input integer begin_at;
        begin
            events_next = marks[part * 6 + 0];
            events_end = marks[part * 6 + 6];
            classes_seen = marks[part * 6 + 1];
            classes_end = marks[part * 6 + 7];
            core0_drive_seen = marks[part * 6 + 2];
            core0_drive_end = marks[part * 6 + 8];
            core0_state_seen = marks[part * 6 + 3];
            core0_state_end = marks[part * 6 + 9];
            core0_membrane_seen = marks[part * 6 + 4];
            core0_membrane_end = marks[part * 6 + 10];
            logit_seen = marks[part * 6 + 5];
            logit_end = marks[part * 6 + 11];
            cut = cut_off;
            held = hold;
            most = limit;
            raised = up;
            began_at = begin_at;
        end
    endtask

    task begin_round;
        begin
            case (round)
                0: choose(0, 0, 0, 30574, 2'b00, 1); // sequences as they come
                1: choose(1, 30, 0, 4218, 2'b00, 1); // a few sequences, reset in the middle
                2: choose(1, 88, 0, 4218, 2'b00, 1); // a few sequences, reset in the middle
                3: choose(1, 146, 0, 4218, 2'b00, 1); // a few sequences, reset in the middle
                4: choose(1, 204, 0, 4218, 2'b00, 1); // a few sequences, reset in the middle
                5: choose(1, 262, 0, 4218, 2'b00, 1); // a few sequences, reset in the middle
                6: choose(1, 319, 0, 4218, 2'b00, 1); // a few sequences, reset in the middle
                7: choose(1, 377, 0, 4218, 2'b00, 1); // a few sequences, reset in the middle
                8: choose(1, 435, 0, 4218, 2'b00, 1); // a few sequences, reset in the middle
                9: choose(1, 493, 0, 4218, 2'b00, 1); // a few sequences, reset in the middle
                10: choose(1, 551, 0, 4218, 2'b00, 1); // a few sequences, reset in the middle
                11: choose(1, 578, 578, 4796, 2'b00, 1); // a few sequences, answers not taken, reset in the middle
                12: choose(1, 598, 598, 4816, 2'b00, 1); // a few sequences, answers not taken, reset in the middle
                13: choose(1, 618, 618, 4836, 2'b00, 1); // a few sequences, answers not taken, reset in the middle
                14: choose(1, 0, 0, 4218, 2'b00, 1); // a few sequences
                15: choose(2, 0, 2358, 7706, 2'b00, 1); // a train of 20 sequences, answers not taken
                16: choose(3, 0, 0, 3598, 2'b10, -1); // address 16 of 16
                17: choose(4, 0, 0, 3598, 2'b10, -1); // address 32 of 16
                18: choose(5, 0, 0, 3598, 2'b10, -1); // the last address that there is
                19: choose(6, 0, 0, 3968, 2'b10, -1); // values that add up to more than 16
                20: choose(7, 0, 0, 8186, 2'b01, 1); // a sequence that is too long
                default: $finish;
            endcase
            round_cycles = 0;
            idle = 0;
            under_way = 0;
            in_sequence = 1'b0;
            core0_drive_before = 1'd0;
        end
    endtask

    task end_round;
        begin
            if (cut == 0 && failures == 0) begin
                if (events_next < events_end) begin
                    $display("FAIL: events, round %0d: %0d lines less than there must be", round, events_end - events_next);
                    failures = failures + 1;
                end
                if (classes_seen < classes_end) begin
                    $display("FAIL: classes, round %0d: %0d lines less than there must be", round, classes_end - classes_seen);
                    failures = failures + 1;
                end
                if (core0_drive_seen < core0_drive_end) begin
                    $display("FAIL: core0_drive, round %0d: %0d lines less than there must be", round, core0_drive_end - core0_drive_seen);
                    failures = failures + 1;
                end
                if (core0_state_seen < core0_state_end) begin
                    $display("FAIL: core0_state, round %0d: %0d lines less than there must be", round, core0_state_end - core0_state_seen);
                    failures = failures + 1;
                end
                if (core0_membrane_seen < core0_membrane_end) begin
                    $display("FAIL: core0_membrane, round %0d: %0d lines less than there must be", round, core0_membrane_end - core0_membrane_seen);
                    failures = failures + 1;
                end
                if (logit_seen < logit_end) begin
                    $display("FAIL: logit, round %0d: %0d lines less than there must be", round, logit_end - logit_seen);
                    failures = failures + 1;
                end
                if (raised[1] && error_event !== 1'b1) begin
                    $display("FAIL: error_event is %b after round %0d", error_event, round);
                    failures = failures + 1;
                end
                if (raised[0] && error_length !== 1'b1) begin
                    $display("FAIL: error_length is %b after round %0d", error_length, round);
                    failures = failures + 1;
                end
            end
            if (failures > 0) begin
                $display("FAIL: %0d differences", failures);
                $fatal(1, "the design differs from the model");
            end
            if (round == 20) begin
                $display("PASS: 45 sequences, 239 time steps, 21 rounds, %0d cycles; 37 assertions held", cycles);
                $finish;
            end else begin
                round = round + 1;
                rst <= 1'b1;
                begin_round;
            end
        end
    endtask

    initial begin
        noise = 32'd1;
        stall = 0;
        failures = 0;
        cycles = 0;
        failed_at = -1;
        round = 0;
        if ($value$plusargs("seed=%d", noise)) $display("seed %0d", noise);
        if ($value$plusargs("stall=%d", stall)) $display("stall %0d %%", stall);
        if (stall < 0 || stall > 99) begin
            $display("FAIL: +stall=%0d is not allowed; it must be from 0 to 99", stall);
            $fatal(1, "stopped");
        end
        noise = (noise ^ 32'h9e3779b9) | 32'd1;
        if ($test$plusargs("vcd")) $dumpfile("dmp_sweeps_tb.vcd");
        if ($test$plusargs("fst")) $dumpfile("dmp_sweeps_tb.fst");
        if ($test$plusargs("vcd") || $test$plusargs("fst")) $dumpvars(0, dmp_sweeps_tb);
        $readmemh("tb/dmp_sweeps_events.hex", events_beats);
        $readmemh("tb/dmp_sweeps_classes.hex", classes_expected);
        $readmemh("tb/dmp_sweeps_core0_drive.hex", core0_drive_expected);
        $readmemh("tb/dmp_sweeps_core0_state.hex", core0_state_expected);
        $readmemh("tb/dmp_sweeps_core0_membrane.hex", core0_membrane_expected);
        $readmemh("tb/dmp_sweeps_logit.hex", logit_expected);
        $readmemh("tb/dmp_sweeps_marks.hex", marks);
        #1;
        check_content_0;
        check_content_1;
        check_content_2;
        check_content_3;
        check_content_4;
        check_content_5;
        check_content_6;
        check_content_7;
        check_content_8;
        check_content_9;
        check_content_10;
        check_content_11;
        check_content_12;
        check_content_13;
        if (failures > 0) $fatal(1, "files are missing or wrong: run the simulation in the folder that holds them");
        begin_round;
    end

    always @(posedge clk) begin
        if (rst) begin
            rst <= 1'b0;
            events_tvalid <= 1'd0;
            events_tdata <= 16'd0;
            events_tlast <= 1'd0;
            events_tuser <= 2'd0;
            next_pause;
            if (events_next < events_end && !pause) begin
                events_tvalid <= 1'b1;
                {events_tuser, events_tlast, events_tdata} <= events_beats[events_next][18:0];
                events_next = events_next + 1;
            end else begin
                // What lies there now is no beat: nobody may look at it.
                events_tvalid <= 1'b0;
                {events_tuser, events_tlast, events_tdata} <= ~events_beats[0][18:0];
            end
            classes_tready <= 1'b0;
        end else begin
            if (events_tvalid && events_tready) begin
                if (began_at < 0) began_at = round_cycles;
                if (stall == 0 && held == 0 && events_beats[(events_next - 1)][50:19] != {32{1'b1}} && round_cycles - began_at != events_beats[(events_next - 1)][50:19]) begin
                    if (failures < 10) $display("FAIL: beat %0d of events comes in cycle %0d, not %0d, round %0d, cycle %0d", (events_next - 1), round_cycles - began_at, events_beats[(events_next - 1)][50:19], round, cycles);
                    failures = failures + 1;
                end
                if (!in_sequence) begin
                    under_way = under_way + 1;
                end
                in_sequence = !(events_tlast && events_tuser[0]);
            end
            if (classes_tvalid && classes_tready) under_way = under_way - 1;
            if (under_way > 15) begin
                if (failures < 10) $display("FAIL: more than 15 sequences are under way, round %0d, cycle %0d", round, cycles);
                failures = failures + 1;
            end
            if (classes_tvalid && classes_tready) begin
                if (classes_seen >= classes_end || {classes_tdata} !== classes_expected[classes_seen][1:0]) begin
                    if (failures < 10) $display("FAIL: beat %0d of classes: expected %0d, found %0d, round %0d, cycle %0d", classes_seen, classes_expected[classes_seen][1:0], {classes_tdata}, round, cycles);
                    failures = failures + 1;
                end
                if (stall == 0 && held == 0 && classes_expected[classes_seen][33:2] != {32{1'b1}} && round_cycles - began_at != classes_expected[classes_seen][33:2]) begin
                    if (failures < 10) $display("FAIL: beat %0d of classes comes in cycle %0d, not %0d, round %0d, cycle %0d", classes_seen, round_cycles - began_at, classes_expected[classes_seen][33:2], round, cycles);
                    failures = failures + 1;
                end
                classes_seen = classes_seen + 1;
            end
            if (core0_drive_before[0] !== 1'b0) check_core0_drive({dut.core0.drive_at_job});
            core0_drive_before = dut.core0.sequencer.job_fire;
            if (dut.core0.slow_state.write_valid !== 1'b0) check_core0_state({dut.core0.slow_state.write_row, dut.core0.slow_state.write_value});
            if (dut.core0.neurons.write_valid !== 1'b0) check_core0_membrane({dut.core0.neurons.write_membrane_0, dut.core0.neurons.write_fired_0});
            if (dut.readout.add_valid !== 1'b0) check_logit({dut.readout.add_class, dut.readout.logit});
            if (^{events_tready, classes_tvalid, error_event, error_length} === 1'bx) begin
                if (failures < 10) $display("FAIL: an output is unknown, round %0d, cycle %0d", round, cycles);
                failures = failures + 1;
            end
            if (({error_event, error_length} & ~raised) != 2'd0) begin
                if (failures < 10) $display("FAIL: {error_event, error_length} is %b, round %0d, cycle %0d", {error_event, error_length}, round, cycles);
                failures = failures + 1;
            end
            if (!(!(dut.intake_begins & !dut.classes_fire) | (({1'b0, dut.sequences} + 5'd1) <= 5'd15))) begin
                if (failures < 10) $display("FAIL: assertion 0, sequences_fits, round %0d, cycle %0d", round, cycles);
                failures = failures + 1;
            end
            if (!(!(!(dut.intake_begins & !dut.classes_fire) & (dut.classes_fire & !dut.intake_begins)) | ($signed({1'b0, dut.sequences} - 5'sd1) >= 5'sd0))) begin
                if (failures < 10) $display("FAIL: assertion 1, sequences_fits_2, round %0d, cycle %0d", round, cycles);
                failures = failures + 1;
            end
            if (!(!(dut.core0.event_list.read_valid & dut.core0.event_list.counts & ({dut.core0.event_list.read_half, dut.core0.event_list.read_at} == {dut.core0.event_list.half, dut.core0.event_list.count[3:0]})))) begin
                if (failures < 10) $display("FAIL: assertion 2, core0.event_list.lists_event_event_apart, round %0d, cycle %0d", round, cycles);
                failures = failures + 1;
            end
            if (!(!(!dut.core0.event_list.beginning & dut.core0.event_list.counts) | ((dut.core0.event_list.count + 5'd1) <= 5'd16))) begin
                if (failures < 10) $display("FAIL: assertion 3, core0.event_list.count_fits, round %0d, cycle %0d", round, cycles);
                failures = failures + 1;
            end
            if (!(!(!dut.core0.fast_current.step_fire & !dut.core0.fast_current.meeting & !dut.core0.fast_current.at_last) | (({1'b0, dut.core0.fast_current.at} + 5'd1) <= 5'd15))) begin
                if (failures < 10) $display("FAIL: assertion 4, core0.fast_current.at_fits, round %0d, cycle %0d", round, cycles);
                failures = failures + 1;
            end
            if (!(!(!dut.core0.fast_current.step_fire & (dut.core0.fast_current.listed_valid & dut.core0.fast_current.listed_last & dut.core0.fast_current.listed_more)) | ((dut.core0.fast_current.group_base + 8'd16) <= 8'd159))) begin
                if (failures < 10) $display("FAIL: assertion 5, core0.fast_current.group_base_fits, round %0d, cycle %0d", round, cycles);
                failures = failures + 1;
            end
            if (!(!dut.core0.fast_current.listed_valid | ((dut.core0.fast_current.group_base + (dut.core0.fast_current.listed_valid ? {4'd0, dut.core0.fast_current.event_address} : 8'd0)) <= 8'd159))) begin
                if (failures < 10) $display("FAIL: assertion 6, core0.fast_current.weights_word_fits, round %0d, cycle %0d", round, cycles);
                failures = failures + 1;
            end
            if (!(!dut.core0.fast_current.term_valid | (($signed(dut.core0.fast_current.first ? {{4{dut.core0.fast_current.weights_word_0[7]}}, dut.core0.fast_current.weights_word_0} : dut.core0.fast_current.sum_0 + {{4{dut.core0.fast_current.weights_word_0[7]}}, dut.core0.fast_current.weights_word_0}) >= -12'sd1232) & ($signed(dut.core0.fast_current.first ? {{4{dut.core0.fast_current.weights_word_0[7]}}, dut.core0.fast_current.weights_word_0} : dut.core0.fast_current.sum_0 + {{4{dut.core0.fast_current.weights_word_0[7]}}, dut.core0.fast_current.weights_word_0}) <= 12'sd1216)))) begin
                if (failures < 10) $display("FAIL: assertion 7, core0.fast_current.sum_0_fits, round %0d, cycle %0d", round, cycles);
                failures = failures + 1;
            end
            if (!(!dut.core0.fast_current.term_valid | (($signed(dut.core0.fast_current.first ? {{4{dut.core0.fast_current.weights_word_1[7]}}, dut.core0.fast_current.weights_word_1} : dut.core0.fast_current.sum_1 + {{4{dut.core0.fast_current.weights_word_1[7]}}, dut.core0.fast_current.weights_word_1}) >= -12'sd1232) & ($signed(dut.core0.fast_current.first ? {{4{dut.core0.fast_current.weights_word_1[7]}}, dut.core0.fast_current.weights_word_1} : dut.core0.fast_current.sum_1 + {{4{dut.core0.fast_current.weights_word_1[7]}}, dut.core0.fast_current.weights_word_1}) <= 12'sd1216)))) begin
                if (failures < 10) $display("FAIL: assertion 8, core0.fast_current.sum_1_fits, round %0d, cycle %0d", round, cycles);
                failures = failures + 1;
            end
            if (!(!dut.core0.fast_current.term_valid | (($signed(dut.core0.fast_current.first ? {{4{dut.core0.fast_current.weights_word_2[7]}}, dut.core0.fast_current.weights_word_2} : dut.core0.fast_current.sum_2 + {{4{dut.core0.fast_current.weights_word_2[7]}}, dut.core0.fast_current.weights_word_2}) >= -12'sd1232) & ($signed(dut.core0.fast_current.first ? {{4{dut.core0.fast_current.weights_word_2[7]}}, dut.core0.fast_current.weights_word_2} : dut.core0.fast_current.sum_2 + {{4{dut.core0.fast_current.weights_word_2[7]}}, dut.core0.fast_current.weights_word_2}) <= 12'sd1216)))) begin
                if (failures < 10) $display("FAIL: assertion 9, core0.fast_current.sum_2_fits, round %0d, cycle %0d", round, cycles);
                failures = failures + 1;
            end
            if (!(!dut.core0.fast_current.term_valid | (($signed(dut.core0.fast_current.first ? {{4{dut.core0.fast_current.weights_word_3[7]}}, dut.core0.fast_current.weights_word_3} : dut.core0.fast_current.sum_3 + {{4{dut.core0.fast_current.weights_word_3[7]}}, dut.core0.fast_current.weights_word_3}) >= -12'sd1232) & ($signed(dut.core0.fast_current.first ? {{4{dut.core0.fast_current.weights_word_3[7]}}, dut.core0.fast_current.weights_word_3} : dut.core0.fast_current.sum_3 + {{4{dut.core0.fast_current.weights_word_3[7]}}, dut.core0.fast_current.weights_word_3}) <= 12'sd1216)))) begin
                if (failures < 10) $display("FAIL: assertion 10, core0.fast_current.sum_3_fits, round %0d, cycle %0d", round, cycles);
                failures = failures + 1;
            end
            if (!(!(dut.core0.sequencer.job_fire & !dut.core0.sequencer.sent) | (({1'b0, dut.core0.sequencer.in_flight} + 3'd1) <= 3'd3))) begin
                if (failures < 10) $display("FAIL: assertion 11, core0.sequencer.in_flight_fits, round %0d, cycle %0d", round, cycles);
                failures = failures + 1;
            end
            if (!(!(!(dut.core0.sequencer.job_fire & !dut.core0.sequencer.sent) & (dut.core0.sequencer.sent & !dut.core0.sequencer.job_fire)) | ($signed({1'b0, dut.core0.sequencer.in_flight} - 3'sd1) >= 3'sd0))) begin
                if (failures < 10) $display("FAIL: assertion 12, core0.sequencer.in_flight_fits_2, round %0d, cycle %0d", round, cycles);
                failures = failures + 1;
            end
            if (!(!(!dut.core0.sequencer.job_fire & !(dut.core0.sequencer.running & dut.core0.sequencer.pass_last) & dut.core0.sequencer.neurons_end) | ((dut.core0.sequencer.group + 4'd1) <= 4'd9))) begin
                if (failures < 10) $display("FAIL: assertion 13, core0.sequencer.group_fits, round %0d, cycle %0d", round, cycles);
                failures = failures + 1;
            end
            if (!(!(!dut.core0.sequencer.job_fire & !(dut.core0.sequencer.running & dut.core0.sequencer.pass_last) & !dut.core0.sequencer.neurons_end & dut.core0.sequencer.running) | ((dut.core0.sequencer.cycle + 3'd1) <= 3'd4))) begin
                if (failures < 10) $display("FAIL: assertion 14, core0.sequencer.cycle_fits, round %0d, cycle %0d", round, cycles);
                failures = failures + 1;
            end
            if (!(!(!dut.core0.sequencer.job_fire & (dut.core0.sequencer.update & (dut.core0.sequencer.j == 3'd4))) | ((dut.core0.sequencer.row + 3'd1) <= 3'd4))) begin
                if (failures < 10) $display("FAIL: assertion 15, core0.sequencer.row_fits, round %0d, cycle %0d", round, cycles);
                failures = failures + 1;
            end
            if (!(!(!dut.core0.scalar_drive.handed_over & dut.core0.scalar_drive.term_valid) | (($signed({{5{dut.core0.scalar_drive.sum[11]}}, dut.core0.scalar_drive.sum} + {dut.core0.scalar_drive.drive_weights_word[15], dut.core0.scalar_drive.drive_weights_word}) >= -17'sd1974) & ($signed({{5{dut.core0.scalar_drive.sum[11]}}, dut.core0.scalar_drive.sum} + {dut.core0.scalar_drive.drive_weights_word[15], dut.core0.scalar_drive.drive_weights_word}) <= 17'sd1962)))) begin
                if (failures < 10) $display("FAIL: assertion 16, core0.scalar_drive.sum_fits, round %0d, cycle %0d", round, cycles);
                failures = failures + 1;
            end
            if (!(!(dut.core0.slow_state.term_valid & (dut.core0.slow_state.term_j != 3'd4) & dut.core0.slow_state.write_valid & ({dut.core0.slow_state.half, dut.core0.slow_state.term_j[1:0]} == {!dut.core0.slow_state.half, dut.core0.slow_state.write_row})))) begin
                if (failures < 10) $display("FAIL: assertion 17, core0.slow_state.states_old_new_apart, round %0d, cycle %0d", round, cycles);
                failures = failures + 1;
            end
            if (!(!dut.core0.slow_state.product_valid | (($signed(dut.core0.slow_state.first ? {{2{dut.core0.slow_state.product_terms_0[23]}}, dut.core0.slow_state.product_terms_0} : {dut.core0.slow_state.sum_0[24], dut.core0.slow_state.sum_0} + {{2{dut.core0.slow_state.product_terms_0[23]}}, dut.core0.slow_state.product_terms_0}) >= -26'sd13377240) & ($signed(dut.core0.slow_state.first ? {{2{dut.core0.slow_state.product_terms_0[23]}}, dut.core0.slow_state.product_terms_0} : {dut.core0.slow_state.sum_0[24], dut.core0.slow_state.sum_0} + {{2{dut.core0.slow_state.product_terms_0[23]}}, dut.core0.slow_state.product_terms_0}) <= 26'sd13008705)))) begin
                if (failures < 10) $display("FAIL: assertion 18, core0.slow_state.sum_0_fits, round %0d, cycle %0d", round, cycles);
                failures = failures + 1;
            end
            if (!(!(!dut.core0.slow_state.finished & dut.core0.slow_state.left) | ((dut.core0.slow_state.row + 3'd1) <= 3'd5))) begin
                if (failures < 10) $display("FAIL: assertion 19, core0.slow_state.row_fits, round %0d, cycle %0d", round, cycles);
                failures = failures + 1;
            end
            if (!(!dut.core0.slow_current.product_valid | (($signed(dut.core0.slow_current.first ? {dut.core0.slow_current.product_terms_0[23], dut.core0.slow_current.product_terms_0} : {dut.core0.slow_current.sum_0[23], dut.core0.slow_current.sum_0} + {dut.core0.slow_current.product_terms_0[23], dut.core0.slow_current.product_terms_0}) >= -25'sd6070230) & ($signed(dut.core0.slow_current.first ? {dut.core0.slow_current.product_terms_0[23], dut.core0.slow_current.product_terms_0} : {dut.core0.slow_current.sum_0[23], dut.core0.slow_current.sum_0} + {dut.core0.slow_current.product_terms_0[23], dut.core0.slow_current.product_terms_0}) <= 25'sd5996385)))) begin
                if (failures < 10) $display("FAIL: assertion 20, core0.slow_current.sum_0_fits, round %0d, cycle %0d", round, cycles);
                failures = failures + 1;
            end
            if (!(!dut.core0.slow_current.product_valid | (($signed(dut.core0.slow_current.first ? {dut.core0.slow_current.product_terms_1[23], dut.core0.slow_current.product_terms_1} : {dut.core0.slow_current.sum_1[23], dut.core0.slow_current.sum_1} + {dut.core0.slow_current.product_terms_1[23], dut.core0.slow_current.product_terms_1}) >= -25'sd6070230) & ($signed(dut.core0.slow_current.first ? {dut.core0.slow_current.product_terms_1[23], dut.core0.slow_current.product_terms_1} : {dut.core0.slow_current.sum_1[23], dut.core0.slow_current.sum_1} + {dut.core0.slow_current.product_terms_1[23], dut.core0.slow_current.product_terms_1}) <= 25'sd5996385)))) begin
                if (failures < 10) $display("FAIL: assertion 21, core0.slow_current.sum_1_fits, round %0d, cycle %0d", round, cycles);
                failures = failures + 1;
            end
            if (!(!dut.core0.slow_current.product_valid | (($signed(dut.core0.slow_current.first ? {dut.core0.slow_current.product_terms_2[23], dut.core0.slow_current.product_terms_2} : {dut.core0.slow_current.sum_2[23], dut.core0.slow_current.sum_2} + {dut.core0.slow_current.product_terms_2[23], dut.core0.slow_current.product_terms_2}) >= -25'sd6070230) & ($signed(dut.core0.slow_current.first ? {dut.core0.slow_current.product_terms_2[23], dut.core0.slow_current.product_terms_2} : {dut.core0.slow_current.sum_2[23], dut.core0.slow_current.sum_2} + {dut.core0.slow_current.product_terms_2[23], dut.core0.slow_current.product_terms_2}) <= 25'sd5996385)))) begin
                if (failures < 10) $display("FAIL: assertion 22, core0.slow_current.sum_2_fits, round %0d, cycle %0d", round, cycles);
                failures = failures + 1;
            end
            if (!(!dut.core0.slow_current.product_valid | (($signed(dut.core0.slow_current.first ? {dut.core0.slow_current.product_terms_3[23], dut.core0.slow_current.product_terms_3} : {dut.core0.slow_current.sum_3[23], dut.core0.slow_current.sum_3} + {dut.core0.slow_current.product_terms_3[23], dut.core0.slow_current.product_terms_3}) >= -25'sd6070230) & ($signed(dut.core0.slow_current.first ? {dut.core0.slow_current.product_terms_3[23], dut.core0.slow_current.product_terms_3} : {dut.core0.slow_current.sum_3[23], dut.core0.slow_current.sum_3} + {dut.core0.slow_current.product_terms_3[23], dut.core0.slow_current.product_terms_3}) <= 25'sd5996385)))) begin
                if (failures < 10) $display("FAIL: assertion 23, core0.slow_current.sum_3_fits, round %0d, cycle %0d", round, cycles);
                failures = failures + 1;
            end
            if (!(!(dut.core0.neurons.reading & dut.core0.neurons.write_valid & (dut.core0.neurons.word == dut.core0.neurons.write_word)))) begin
                if (failures < 10) $display("FAIL: assertion 24, core0.neurons.membranes_old_new_apart, round %0d, cycle %0d", round, cycles);
                failures = failures + 1;
            end
            if (!(!dut.core0.emit.spikes_valid | dut.core0.emit.pushed_ready)) begin
                if (failures < 10) $display("FAIL: assertion 25, core0.emit.queue_has_room, round %0d, cycle %0d", round, cycles);
                failures = failures + 1;
            end
            if (!(!(dut.core0.emit.queue_output_fire & !dut.core0.emit.queue_output_last) | ((dut.core0.emit.first + 6'd1) <= 6'd39))) begin
                if (failures < 10) $display("FAIL: assertion 26, core0.emit.first_fits, round %0d, cycle %0d", round, cycles);
                failures = failures + 1;
            end
            if (!(!(dut.core0.emit.queue.load & dut.core0.emit.queue.store & (dut.core0.emit.queue.head == dut.core0.emit.queue.tail)))) begin
                if (failures < 10) $display("FAIL: assertion 27, core0.emit.queue.words_read_write_apart, round %0d, cycle %0d", round, cycles);
                failures = failures + 1;
            end
            if (!(!(dut.readout.step_valid & dut.readout.add_valid & (dut.readout.step_class == dut.readout.add_class)))) begin
                if (failures < 10) $display("FAIL: assertion 28, readout.logits_old_new_apart, round %0d, cycle %0d", round, cycles);
                failures = failures + 1;
            end
            if (!(!dut.readout.step_valid | (($signed((dut.readout.steps != 6'd40) ? (dut.readout.touched ? {{6{dut.readout.fast_current_currents_0[10]}}, dut.readout.fast_current_currents_0} : 17'sd0) + {dut.readout.bias_word[15], dut.readout.bias_word} : 17'sd0) >= -17'sd572) & ($signed((dut.readout.steps != 6'd40) ? (dut.readout.touched ? {{6{dut.readout.fast_current_currents_0[10]}}, dut.readout.fast_current_currents_0} : 17'sd0) + {dut.readout.bias_word[15], dut.readout.bias_word} : 17'sd0) <= 17'sd701)))) begin
                if (failures < 10) $display("FAIL: assertion 29, readout.add_value_fits, round %0d, cycle %0d", round, cycles);
                failures = failures + 1;
            end
            if (!(!dut.readout.add_valid | ((dut.readout.logit >= -16'sd22880) & (dut.readout.logit <= 16'sd28040)))) begin
                if (failures < 10) $display("FAIL: assertion 30, readout.logits_new_fits, round %0d, cycle %0d", round, cycles);
                failures = failures + 1;
            end
            if (!(!(dut.readout.event_list.read_valid & dut.readout.event_list.counts & ({dut.readout.event_list.read_half, dut.readout.event_list.read_at} == {dut.readout.event_list.half, dut.readout.event_list.count})))) begin
                if (failures < 10) $display("FAIL: assertion 31, readout.event_list.lists_event_event_apart, round %0d, cycle %0d", round, cycles);
                failures = failures + 1;
            end
            if (!(!(!dut.readout.event_list.beginning & dut.readout.event_list.counts) | ((dut.readout.event_list.count + 6'd1) <= 6'd40))) begin
                if (failures < 10) $display("FAIL: assertion 32, readout.event_list.count_fits, round %0d, cycle %0d", round, cycles);
                failures = failures + 1;
            end
            if (!(!(!dut.readout.fast_current.step_fire & !dut.readout.fast_current.meeting & !dut.readout.fast_current.at_last) | ((dut.readout.fast_current.at + 6'd1) <= 6'd39))) begin
                if (failures < 10) $display("FAIL: assertion 33, readout.fast_current.at_fits, round %0d, cycle %0d", round, cycles);
                failures = failures + 1;
            end
            if (!(!(!dut.readout.fast_current.step_fire & (dut.readout.fast_current.listed_valid & dut.readout.fast_current.listed_last & dut.readout.fast_current.listed_more)) | (({1'b0, dut.readout.fast_current.group_base} + 8'd40) <= 8'd119))) begin
                if (failures < 10) $display("FAIL: assertion 34, readout.fast_current.group_base_fits, round %0d, cycle %0d", round, cycles);
                failures = failures + 1;
            end
            if (!(!dut.readout.fast_current.listed_valid | (({1'b0, dut.readout.fast_current.group_base} + (dut.readout.fast_current.listed_valid ? {2'd0, dut.readout.fast_current.event_address} : 8'd0)) <= 8'd119))) begin
                if (failures < 10) $display("FAIL: assertion 35, readout.fast_current.weights_word_fits, round %0d, cycle %0d", round, cycles);
                failures = failures + 1;
            end
            if (!(!dut.readout.fast_current.term_valid | (($signed(dut.readout.fast_current.first ? {{3{dut.readout.fast_current.weights_word[7]}}, dut.readout.fast_current.weights_word} : dut.readout.fast_current.sum_0 + {{3{dut.readout.fast_current.weights_word[7]}}, dut.readout.fast_current.weights_word}) >= -11'sd572) & ($signed(dut.readout.fast_current.first ? {{3{dut.readout.fast_current.weights_word[7]}}, dut.readout.fast_current.weights_word} : dut.readout.fast_current.sum_0 + {{3{dut.readout.fast_current.weights_word[7]}}, dut.readout.fast_current.weights_word}) <= 11'sd707)))) begin
                if (failures < 10) $display("FAIL: assertion 36, readout.fast_current.sum_0_fits, round %0d, cycle %0d", round, cycles);
                failures = failures + 1;
            end

            if (!events_tvalid || events_tready) begin
                next_pause;
                if (events_next < events_end && !pause) begin
                    events_tvalid <= 1'b1;
                    {events_tuser, events_tlast, events_tdata} <= events_beats[events_next][18:0];
                    events_next = events_next + 1;
                end else begin
                    // What lies there now is no beat: nobody may look at it.
                    events_tvalid <= 1'b0;
                    {events_tuser, events_tlast, events_tdata} <= ~events_beats[0][18:0];
                end
            end
            next_pause;
            classes_tready <= !pause && round_cycles >= held;
            cycles = cycles + 1;
            round_cycles = round_cycles + 1;
            // Classes come last: all else is only looked at once they are there.
            if (classes_seen >= classes_end) begin
                if (events_next >= events_end && classes_seen >= classes_end && core0_drive_seen >= core0_drive_end && core0_state_seen >= core0_state_end && core0_membrane_seen >= core0_membrane_end && logit_seen >= logit_end && !events_tvalid) idle = idle + 1;
            end
            if (failures > 0 && failed_at < 0) failed_at = cycles;
            if (idle >= (round == 20 ? 200 : 30) || round_cycles == cut
                    || round_cycles > most * 100 / (100 - stall) * 100 / (100 - stall)
                    || (failed_at >= 0 && cycles > failed_at + 500)) begin
                end_round;
            end
        end
    end
endmodule

`default_nettype wire
