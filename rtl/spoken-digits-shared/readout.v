`default_nettype none

// Readout: collects the last layer's spikes by class, adds every step to the classes' logits and, at the end of a
// sequence, names the class with the largest, the lowest number first.
module readout (
    input  wire               clk,
    input  wire               rst,
    input  wire               events_valid,
    output wire               events_ready,
    input  wire [6:0]         events_address,
    input  wire               events_empty,
    input  wire               events_last,
    input  wire               events_end,
    input  wire               load_enable,
    input  wire [7:0]         load_memory,
    input  wire [23:0]        load_address,
    input  wire [7:0]         load_lane,
    input  wire signed [31:0] load_value,
    output wire               classes_valid,
    input  wire               classes_ready,
    output wire [4:0]         classes_class,
    output wire               too_long
);
    localparam [1:0] PHASE_IDLE = 2'd0;
    localparam [1:0] PHASE_RUN = 2'd1;
    localparam [1:0] PHASE_TAIL = 2'd2;

    wire [3:0] read_address;
    wire read_enable;
    wire read_bank;
    wire integrate_job_ready;

    wire integrate_events_ready;
    wire integrate_job_valid;
    wire integrate_job_touched;
    wire integrate_job_end;
    wire integrate_job_bank;
    wire signed [14:0] integrate_currents_0;
    wire signed [14:0] integrate_currents_1;
    readout_integrate integrate (
        .clk            (clk),
        .rst            (rst),
        .events_valid   (events_valid),
        .events_ready   (integrate_events_ready),
        .events_address (events_address),
        .events_empty   (events_empty),
        .events_last    (events_last),
        .events_end     (events_end),
        .read_address   (read_address),
        .read_enable    (read_enable),
        .read_bank      (read_bank),
        .load_enable    (load_enable),
        .load_memory    (load_memory),
        .load_address   (load_address),
        .load_lane      (load_lane),
        .load_value     (load_value),
        .job_valid      (integrate_job_valid),
        .job_ready      (integrate_job_ready),
        .job_touched    (integrate_job_touched),
        .job_end        (integrate_job_end),
        .job_bank       (integrate_job_bank),
        .currents_0     (integrate_currents_0),
        .currents_1     (integrate_currents_1)
    );

    assign events_ready = integrate_events_ready;

    // The step at work.
    reg  [1:0] phase;
    reg  [1:0] phase_next;
    reg  first;
    reg  first_next;
    reg  closes;
    reg  closes_next;
    reg  ended;
    reg  ended_next;
    reg  touched;
    reg  touched_next;
    reg  answered;
    reg  answered_next;
    reg  bank;
    reg  bank_next;
    reg  [4:0] at;
    reg  [4:0] at_next;
    reg  [3:0] word;
    reg  [3:0] word_next;
    reg  part;
    reg  part_next;
    wire closing;
    assign integrate_job_ready = (phase == PHASE_IDLE) & !answered & !closing;
    wire running = (phase == PHASE_RUN);
    wire at_last = (at == 5'd19);
    wire integrate_job_fire = integrate_job_valid & integrate_job_ready;

    always @* begin : phase_logic
        phase_next = phase;
        at_next = at;
        word_next = word;
        part_next = part;
        first_next = first;
        ended_next = ended;
        closes_next = closes;
        touched_next = touched;
        bank_next = bank;
        case (phase)
            PHASE_IDLE: begin
                if (integrate_job_fire) begin
                    phase_next = PHASE_RUN;
                    at_next = 5'd0;
                    word_next = 4'd0;
                    part_next = 1'b0;
                    first_next = ended;
                    ended_next = integrate_job_end;
                    closes_next = integrate_job_end;
                    touched_next = integrate_job_touched;
                    bank_next = integrate_job_bank;
                end
            end
            PHASE_RUN: begin
                if (at_last) begin
                    phase_next = PHASE_TAIL;
                end else begin
                    at_next = at + 5'd1;
                    if (part) begin
                        part_next = 1'b0;
                        word_next = (word == 4'd9) ? 4'd0 : word + 4'd1;
                    end else begin
                        part_next = part + 1'b1;
                    end
                end
            end
            PHASE_TAIL: begin
                phase_next = PHASE_IDLE;
            end
            default: ;
        endcase
    end

    assign read_address = word;
    assign read_enable = running & !part;
    assign read_bank = bank;

    // One cycle later: what the step adds to the class.
    (* ram_style = "block", no_rw_check *)
    reg  signed [15:0] bias [0:19];
    reg  signed [15:0] bias_word;

    wire bias_load = load_enable & (load_memory == 8'd6);
    reg  step_on;
    reg  [4:0] step_at;
    reg  step_last;
    reg  fresh;
    reg  signed [14:0] waiting_0;
    reg  signed [14:0] waiting_0_next;

    always @* begin : waiting_0_logic
        waiting_0_next = waiting_0;
        if (step_on & fresh) begin
            waiting_0_next = integrate_currents_1;
        end
    end

    // Steps of the sequence so far, up to the most that the logits have room for.
    reg  [6:0] steps;
    reg  [6:0] steps_next;
    reg  too_many;
    reg  too_many_next;

    always @* begin : too_many_logic
        too_many_next = too_many;
        steps_next = steps;
        if (phase == PHASE_TAIL) begin
            if (steps == 7'd100) begin
                too_many_next = 1'b1;
            end
            if (closes) begin
                steps_next = 7'd0;
            end else if (steps != 7'd100) begin
                steps_next = steps + 7'd1;
            end
        end
    end

    assign too_long = too_many;

    // Two cycles later: the class's logit.
    reg  signed [16:0] value;
    reg  signed [16:0] value_next;
    reg  add;
    reg  [4:0] add_at;
    reg  add_last;

    always @* begin : value_logic
        value_next = value;
        if (step_on) begin
            value_next = (steps != 7'd100) ? (touched ? (fresh
                ? {{2{integrate_currents_0[14]}}, integrate_currents_0}
                : {{2{waiting_0[14]}}, waiting_0})
                : 17'sd0) + {bias_word[15], bias_word}
                : 17'sd0;
        end
    end

    (* ram_style = "block", no_rw_check *)
    reg  signed [23:0] logits [0:19];
    reg  signed [23:0] logits_old;

    wire signed [23:0] logit = (!first ? logits_old : 24'sd0) + {{7{value[16]}}, value};

    // The largest logit so far; the class is the first that has it.
    reg  [4:0] best_class;
    reg  [4:0] best_class_next;
    reg  signed [23:0] best;
    reg  signed [23:0] best_next;

    always @* begin : best_logic
        best_next = best;
        best_class_next = best_class;
        if (add & ((add_at == 5'd0) | (logit > best))) begin
            best_next = logit;
            best_class_next = add_at;
        end
    end

    assign closing = add & add_last & closes;
    wire classes_fire = classes_valid & classes_ready;

    always @* begin : answered_logic
        answered_next = answered;
        if (closing) begin
            answered_next = 1'b1;
        end else if (classes_fire) begin
            answered_next = 1'b0;
        end
    end

    assign classes_valid = answered;
    assign classes_class = best_class;

    always @(posedge clk) begin : registers
        if (rst) begin
            phase <= PHASE_IDLE;
            first <= 1'b0;
            closes <= 1'b0;
            ended <= 1'b1;
            touched <= 1'b0;
            answered <= 1'b0;
            bank <= 1'b0;
            at <= 5'd0;
            word <= 4'd0;
            part <= 1'b0;
            step_on <= 1'b0;
            step_at <= 5'd0;
            step_last <= 1'b0;
            fresh <= 1'b0;
            steps <= 7'd0;
            too_many <= 1'b0;
            value <= 17'sd0;
            add <= 1'b0;
            add_at <= 5'd0;
            add_last <= 1'b0;
            best_class <= 5'd0;
            best <= 24'sd0;
        end else begin
            phase <= phase_next;
            first <= first_next;
            closes <= closes_next;
            ended <= ended_next;
            touched <= touched_next;
            answered <= answered_next;
            bank <= bank_next;
            at <= at_next;
            word <= word_next;
            part <= part_next;
            step_on <= running;
            step_at <= at;
            step_last <= at_last;
            fresh <= !part;
            steps <= steps_next;
            too_many <= too_many_next;
            value <= value_next;
            add <= step_on;
            add_at <= step_at;
            add_last <= step_last;
            best_class <= best_class_next;
            best <= best_next;
        end
    end

    always @(posedge clk) begin : registers_without_reset
        waiting_0 <= waiting_0_next;
    end

    always @(posedge clk) begin : bias_load_port
        if (bias_load) bias[load_address[4:0]] <= load_value[15:0];
    end

    always @(posedge clk) begin : bias_word_port
        if (running) bias_word <= bias[at];
    end

    always @(posedge clk) begin : logits_new_port
        if (add) logits[add_at] <= logit;
    end

    always @(posedge clk) begin : logits_old_port
        if (step_on) logits_old <= logits[step_at];
    end

`ifdef ASSERTIONS
    // logits is never read at the address that is being written
    always @(posedge clk) begin : logits_old_new_apart
        if (!rst) assert (!(step_on & add & (step_at == add_at)));
    end
    // wrap(load_address) lies within 0 to 19
    always @(posedge clk) begin : bias_load_fits
        if (!rst) assert (!bias_load | (load_address[4:0] <= 5'd19));
    end
    // logit lies within -4915200 to 4902300
    always @(posedge clk) begin : logits_new_fits
        if (!rst) assert (!add | ((logit >= -24'sd4915200) & (logit <= 24'sd4902300)));
    end
    // logit lies within -4915200 to 4902300
    always @(posedge clk) begin : best_fits
        if (!rst) assert (!(add & ((add_at == 5'd0) | (logit > best)))
            | ((logit >= -24'sd4915200) & (logit <= 24'sd4902300)));
    end
`endif
endmodule

`default_nettype wire
